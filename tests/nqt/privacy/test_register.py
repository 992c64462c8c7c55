"""Requests about one's data: asked or written down, due in a month by one's own clock, answered, told, followed."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.loading import graduates_of, mentors_of
from mentoring.proposals.actions import proposal_approve
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.audit.models import AccessRecord, TransitionLog
from nqt.common.errors import Conflict, Forbidden, Invalid, InvalidTransition
from nqt.outbox import kinds
from nqt.outbox.delivery import deliver, drain
from nqt.outbox.models import Message
from nqt.outbox.post import post
from nqt.outbox.rendering import render
from nqt.privacy.actions import (
    erasure_request,
    request_answer,
    request_erase,
    request_extend,
    request_make,
    request_refuse,
    request_restrict,
    request_withdraw,
    restriction_lift,
)
from nqt.privacy.due import goodbyes
from nqt.privacy.models import RightsRequest
from nqt.privacy.reminders import requests_due
from nqt.todo.reading import reader_of, stacks_of
from regions.territories.models import Department
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_proposal, as_graduate, as_mentor, as_staff
from tests.harness.factories.organizations import a_contact, an_organization, national, regional
from tests.harness.factories.regions import assign
from tests.mentoring.test_erasure import everywhere
from tests.nqt.outbox.sink import FaultySink

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
REASON = "Nous devons garder cette convention cinq ans."


@pytest.fixture
def graduate(db):
    return a_graduate(user=UserFactory())


@pytest.fixture
def colleague(db):
    """National staff, who answer."""
    user = UserFactory()
    assign(user)
    return user


@pytest.fixture
def sink(settings):
    with FaultySink() as server:
        settings.EMAIL_BACKEND = "nqt.outbox.transport.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def kinds_to(address: str) -> list[str]:
    return list(Message.objects.filter(to=address.lower()).order_by("pk").values_list("kind", flat=True))


def due_tomorrow(request: RightsRequest, days: int = 1) -> RightsRequest:
    day = timezone.localdate() + datetime.timedelta(days=days)
    RightsRequest.objects.filter(pk=request.pk).update(due_on=day)
    return RightsRequest.objects.get(pk=request.pk)


# -- its term ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-30", "2026-12-30"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-12-31", "2027-01-31"),
    ],
)
def test_term_is_a_month_from_the_receipt(graduate, received, due):
    with time_machine.travel("2028-03-01"):
        came = {"channel": "post", "received_on": datetime.date.fromisoformat(received)}
        asked = request_make(actor=national(), target=graduate, kind="access", **came)
    assert asked.due_on == datetime.date.fromisoformat(due)


def test_day_received_and_lateness_are_those_of_her_department():
    facts = {"name": "Guadeloupe", "zone": "outre-mer", "time_zone": "America/Guadeloupe"}
    there = Department.objects.get_or_create(code="971", defaults=facts)[0]
    west, here = a_graduate(user=UserFactory(), department=there), a_graduate(user=UserFactory())
    with time_machine.travel("2026-11-30T00:30:00Z", tick=False):
        far, near = (erasure_request(actor=as_graduate(one), target=one) for one in (west, here))
    assert (far.received_on, far.due_on) == (datetime.date(2026, 11, 29), datetime.date(2026, 12, 29))
    assert (near.received_on, near.due_on) == (datetime.date(2026, 11, 30), datetime.date(2026, 12, 30))
    night = datetime.datetime(2026, 12, 30, 0, 30, tzinfo=datetime.UTC)
    assert list(RightsRequest.objects.late(night)) == []  # the 29th is not over where she lives
    assert list(RightsRequest.objects.late(night + datetime.timedelta(hours=4))) == [far]
    with time_machine.travel(night, tick=False):
        assert not far.is_late


def test_day_to_come_and_correction_without_words_are_refused(graduate):
    later = timezone.localdate() + datetime.timedelta(days=2)
    with pytest.raises(Invalid):
        request_make(actor=national(), target=graduate, kind="access", received_on=later)
    with pytest.raises(Invalid):
        request_make(actor=national(), target=graduate, kind="correction")
    assert not RightsRequest.objects.exists() and not Message.objects.exists()


# -- who is told ------------------------------------------------------------------------------------------------------
def test_erasure_asked_online_enters_the_register_and_both_sides_are_mailed(graduate, colleague, sink):
    asked = erasure_request(actor=as_graduate(graduate), target=graduate)
    assert (asked.kind, asked.channel, asked.entered_by) == ("erasure", "online", None)
    assert kinds_to(colleague.email) == ["privacy.request_received"]
    assert kinds_to(graduate.email) == ["privacy.request_noted"]
    assert drain() == 2
    subjects = set(Message.objects.values_list("subject", flat=True))
    assert subjects == {"Une demande d’effacement à traiter", "Votre demande d’effacement est reçue"}
    assert all(graduate.first_name not in said for said in subjects if "à traiter" in said)


def test_same_request_waits_once_and_another_right_beside_it(graduate):
    request_make(actor=national(), target=graduate, kind="access")
    with pytest.raises(Conflict, match="déjà notée"):
        request_make(actor=as_graduate(graduate), target=graduate, kind="access")
    request_make(actor=as_graduate(graduate), target=graduate, kind="restriction")
    assert RightsRequest.objects.asked().count() == 2


@pytest.mark.parametrize("make", [lambda: a_graduate(email=""), a_mentor, lambda: a_contact(an_organization())])
def test_colleague_writes_down_what_came_by_post_for_anybody(make):
    file, staff = make(), national()
    asked = request_make(actor=staff, target=file, kind="access", channel="post")
    assert asked.entered_by == staff.user and asked.channel == "post"
    assert kinds_to(file.email) == (["privacy.request_noted"] if file.email else [])


@pytest.mark.parametrize(("days", "is_late"), [(5, False), (60, True)])
def test_answer_is_promised_for_no_day_that_has_gone_by(graduate, days, is_late):
    """A letter that lay on a desk for two months."""
    received = timezone.localdate() - datetime.timedelta(days=days)
    request_make(actor=national(), target=graduate, kind="access", channel="post", received_on=received)
    rendered = render(Message.objects.of_kind("privacy.request_noted").get())
    for said in (rendered.text, rendered.html):
        assert ("Nous vous répondons avant la fin" in said) is not is_late
        assert ("Le délai d’un mois est passé" in said) is is_late


def test_nobody_asks_for_somebody_else(graduate):
    other = a_graduate(user=UserFactory())
    for actor in (as_graduate(other), regional("33"), Actor.anonymous(), as_mentor(a_mentor(user=UserFactory()))):
        with pytest.raises(Forbidden):
            request_make(actor=actor, target=graduate, kind="access")


# -- what is answered -------------------------------------------------------------------------------------------------
def test_refusal_says_its_reason_and_the_ways_of_appeal(graduate, sink):
    asked = request_make(actor=as_graduate(graduate), target=graduate, kind="erasure")
    drain()
    staff = national()
    request_refuse(actor=staff, target=asked, answer=REASON)
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.done_by) == ("refused", REASON, staff.user)
    assert TransitionLog.objects.of(asked).last().name == "refuse"
    drain()
    assert Message.objects.of_kind("privacy.request_answered").sent().count() == 1
    with pytest.raises(InvalidTransition):
        request_refuse(actor=staff, target=asked, answer=REASON)


def test_only_national_staff_decide_and_regional_staff_answer_by_hand(graduate):
    here, far = regional("17"), regional("33")
    erasure = request_make(actor=MACHINE, target=graduate, kind="erasure")
    correction = request_make(actor=MACHINE, target=graduate, kind="correction", words="Mon nom s’écrit autrement.")
    for act in (request_refuse, request_erase, request_restrict, restriction_lift, request_extend):
        with pytest.raises(Forbidden):
            act(actor=here, target=erasure, **({} if act is request_erase else words_of(act)))
    assert set(RightsRequest.objects.visible_to(here)) == {erasure, correction}
    assert not RightsRequest.objects.visible_to(far).exists()
    with pytest.raises(Forbidden):
        request_answer(actor=far, target=correction, answer="C’est corrigé.")
    with pytest.raises(Conflict):
        request_answer(actor=national(), target=erasure, answer="C’est effacé.")
    request_answer(actor=here, target=correction, answer="C’est corrigé.")
    correction.refresh_from_db()
    assert correction.state == "done" and Graduate.objects.filter(pk=graduate.pk).exists()


def words_of(act):
    return {"reason": REASON} if act is request_extend else {"answer": REASON}


def test_term_is_extended_once_with_its_reason_and_before_it_has_passed(graduate, sink):
    asked = request_make(actor=as_graduate(graduate), target=graduate, kind="access")
    staff = national()
    longer = request_extend(actor=staff, target=asked, reason="Vos dossiers sont nombreux.")
    assert longer.due_on > asked.due_on + datetime.timedelta(days=55)
    assert TransitionLog.objects.of(asked).last().reason == "Vos dossiers sont nombreux."
    assert "privacy.request_extended" in kinds_to(graduate.email)
    with pytest.raises(Conflict, match="qu’une fois"):
        request_extend(actor=staff, target=longer, reason="Encore une fois.")
    late = due_tomorrow(request_make(actor=staff, target=graduate, kind="restriction"), days=-2)
    with pytest.raises(Conflict, match="Le mois est passé"):
        request_extend(actor=staff, target=late, reason="Trop tard pour le dire.")


def test_erasure_from_the_register_ends_all_and_says_goodbye_without_a_trace(sink):
    graduate = a_graduate(user=UserFactory(), first_name="Zélie", email="zelie@example.org")
    asked = erasure_request(actor=as_graduate(graduate), target=graduate)
    beside = request_make(actor=as_graduate(graduate), target=graduate, kind="correction", words="Zélie s’écrit Zelie.")
    request_erase(actor=national(), target=asked)
    for request in (asked, beside):
        request.refresh_from_db()
    assert (asked.state, beside.state, beside.words) == ("done", "withdrawn", "")
    assert everywhere("Zélie") == [] and everywhere("zelie@") == ["outbox_message"]
    drain()
    goodbye = Message.objects.of_kind("privacy.erased").get()
    assert goodbye.state == "sent" and goodbye.to == "zelie@example.org"
    assert goodbyes(timezone.now()) == 1
    assert everywhere("zelie@") == []


def test_withdrawn_request_is_not_answered(graduate):
    asked = erasure_request(actor=as_graduate(graduate), target=graduate)
    request_withdraw(actor=as_graduate(graduate), target=asked)
    with pytest.raises(Conflict):
        request_erase(actor=national(), target=asked)


# -- restriction ------------------------------------------------------------------------------------------------------
def test_restriction_freezes_matching_and_reminders_until_it_is_lifted(sink):
    graduate, mentor, today = a_graduate(user=UserFactory()), a_mentor(), timezone.localdate()
    offered = a_proposal("offered", graduate=graduate)
    unread = a_proposal("proposed", graduate=a_graduate(), mentor=mentor)
    staff = national()
    for file in (graduate, mentor):
        assert file in [*graduates_of(None, today), *mentors_of(None, today), offered.graduate]
        request_restrict(actor=staff, target=request_make(actor=staff, target=file, kind="restriction"))
    offered.refresh_from_db()
    assert offered.state == "dropped"
    assert graduate not in graduates_of(None, today) and mentor not in mentors_of(None, today)
    by_hand = a_proposal("proposed", graduate=graduate, mentor=a_mentor())
    for proposal in (by_hand, a_proposal("proposed", mentor=mentor, graduate=unread.graduate)):
        with pytest.raises(Conflict, match="limité à sa demande"):
            proposal_approve(actor=MACHINE, target=proposal)
    assert reminder_to(graduate).state == "withdrawn"

    MatchProposal.objects.filter(graduate=graduate).delete()
    lifted = RightsRequest.objects.of(graduate).get()
    restriction_lift(actor=staff, target=lifted, answer="Votre dossier est vérifié.")
    assert graduate in graduates_of(None, today)
    assert reminder_to(graduate).state == "sent"
    with pytest.raises(InvalidTransition):
        restriction_lift(actor=staff, target=lifted, answer="Encore une fois.")


def reminder_to(graduate) -> Message:
    """A reminder that would be true, whatever becomes of it."""
    noon = timezone.localtime().replace(hour=12, minute=0)
    before = {"due_at": noon - datetime.timedelta(days=1)}
    message = post("tests.reminder", to=graduate.email, key=f"tests:{Message.objects.count()}", **before)
    Message.objects.filter(pk=message.pk).update(next_try_at=noon - datetime.timedelta(hours=1))
    deliver(message.pk, now=noon)
    message.refresh_from_db()
    return message


@pytest.fixture(autouse=True)
def a_reminder(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    letter = {"subject": "Rappel", "template": "emails/accounts/code", "why": "vous attendez ce rappel"}
    letter |= {"answers": kinds.Answers.NOBODY, "family": kinds.family("tests.rights", "les rappels")}
    kinds.kind("tests.reminder", reminder=True, **letter)(lambda message: {"first_name": "Ada", "code": "42"})


def test_what_is_owed_still_leaves_under_a_restriction(graduate, sink):
    staff = national()
    request_restrict(actor=staff, target=request_make(actor=staff, target=graduate, kind="restriction"))
    drain()
    assert Message.objects.of_kind("privacy.request_answered").sent().count() == 1


# -- today, reminders, pages ------------------------------------------------------------------------------------------
def rights(actor, name):
    """What a pile of the morning says, if it holds something."""
    reader = reader_of(actor)
    return [pile.told(stack, reader) for pile, stack in stacks_of(reader).items() if pile.name == name]


def test_today_lights_what_is_late_and_regional_staff_see_what_they_may_answer(graduate):
    staff, here = national(), regional("17")
    request_make(actor=staff, target=graduate, kind="access")
    late = due_tomorrow(request_make(actor=staff, target=graduate, kind="erasure"), days=-3)
    assert [todo.tone for todo in rights(staff, "privacy.late")] == ["bad"]
    waiting = rights(staff, "privacy.waiting")
    assert [todo.title for todo in waiting] == ["Répondre à une demande sur des données personnelles"]
    assert not rights(here, "privacy.late") and len(rights(here, "privacy.waiting")) == 1
    request_refuse(actor=staff, target=late, answer=REASON)
    assert not rights(staff, "privacy.late")


def test_reminder_comes_once_a_week_from_seven_days_before(graduate, colleague):
    asked = request_make(actor=national(), target=graduate, kind="access")
    now = timezone.now()
    assert not list(requests_due(now))
    due_tomorrow(asked, days=6)
    first, again = list(requests_due(now)), list(requests_due(now))
    assert [one.to for one in first] == [colleague.email] and first[0].key == again[0].key


def test_register_lights_late_rows_and_the_file_says_what_waits(graduate, client_as):
    staff = as_staff()
    due_tomorrow(request_make(actor=staff, target=graduate, kind="access"), days=-3)
    visitor = client_as(user=staff.user)
    page = visitor.get(reverse("pages:staff:rights-requests-list")).content.decode()
    rows = page.split("<tbody", 1)[1]
    assert "En retard" in rows and graduate.full_name in rows
    found = visitor.get("/api/v1/staff/rights-requests/?state=late").json()
    assert [row["state"] for row in found["results"]] == ["late"]
    file = visitor.get(reverse("pages:staff:graduates-detail", args=[graduate.public_id])).content.decode()
    assert "Lire la demande" in file
    today = visitor.get(reverse("pages:staff:today-list")).content.decode()
    assert "Le délai de la loi est passé" in today


def test_act_that_answers_an_erasure_stands_beside_what_is_asked(graduate, client_as):
    """In the menu of grave acts alone, the page showed nothing but “La personne y renonce”."""
    asked = request_make(actor=national(), target=graduate, kind="erasure")
    page = client_as("staff_national").get(f"/staff/rights-requests/{asked.public_id}/").content.decode()
    panel = page.split('id="asked"')[1].split("</section>")[0]
    assert f"{asked.public_id}/erase/" in panel and "Effacer la personne" in panel


def test_list_costs_the_same_for_one_and_for_many(client_as, django_assert_max_num_queries):
    staff = as_staff()
    visitor = client_as(user=staff.user)
    for make in (a_graduate, a_mentor, lambda: a_contact(an_organization())):
        request_make(actor=staff, target=make(), kind="access")
    address = reverse("pages:staff:rights-requests-list")
    visitor.get(address)
    with django_assert_max_num_queries(60) as few:
        visitor.get(address)
    for _ in range(8):
        request_make(actor=staff, target=a_graduate(), kind="access")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert visitor.get(address).status_code == 200


def test_person_follows_hers_and_reads_the_answer(graduate, client_as):
    visitor = client_as(user=as_graduate(graduate).user)
    made = visitor.post(reverse("pages:graduate:rights-requests-new"), {"kind": "correction", "words": "Mon nom."})
    assert made.status_code == 303
    asked = RightsRequest.objects.get()
    request_answer(actor=national(), target=asked, answer="Votre nom est corrigé.")
    page = visitor.get(made["Location"]).content.decode()
    assert "Votre nom est corrigé." in page and "Satisfaite" in page
    mine = visitor.get(reverse("pages:graduate:profile-detail", args=[graduate.public_id]))
    assert "Rectification" in mine.content.decode()


def test_reading_the_data_of_a_request_is_in_the_access_log(graduate, client_as):
    staff = as_staff()
    asked = request_make(actor=staff, target=graduate, kind="access")
    page = client_as(user=staff.user).get(reverse("pages:staff:rights-request-data-list", args=[asked.public_id]))
    assert graduate.last_name in page.content.decode()
    assert AccessRecord.objects.of(graduate).get().user == staff.user
