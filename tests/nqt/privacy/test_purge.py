"""How the purge runs: once a day, in pieces, warned before, held by what forbids it, and said without a name."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from mentoring.graduates.models import Graduate
from mentoring.mentorships.models import Concern, Meeting
from nqt.accounts.models import User
from nqt.audit.models import AccessRecord
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from nqt.outbox.sweeping import sweep
from nqt.privacy import retention
from nqt.privacy.actions import request_make, request_restrict
from nqt.privacy.due import retention as daily
from nqt.privacy.models import RetentionDay
from nqt.privacy.retention import purge
from partners.organizations.models import Contact
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship
from tests.harness.factories.organizations import a_contact, an_organization, national
from tests.harness.factories.regions import assign
from tests.harness.planting import an_access, wherever

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
LONG_AGO = NOW - 3 * 365 * DAY


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def run(at: datetime.datetime = NOW, **options) -> retention.Purged:
    with time_machine.travel(at, tick=False):
        return purge(now=at, **options)


def old(make=a_graduate, **facts):
    with time_machine.travel(LONG_AGO, tick=False):
        return make(**facts)


def is_forgotten(graduate: Graduate) -> bool:
    return Graduate.objects.get(pk=graduate.pk).last_name == "effacée"


# -- the warning ------------------------------------------------------------------------------------------------------
def test_nobody_is_forgotten_without_the_mail_and_its_thirty_days():
    graduate = old(user=UserFactory())
    assert run().told == 1 and run().told == 0
    mail = Message.objects.of_kind("privacy.expiring").get()
    letter = render(mail)
    assert mail.to == graduate.email and letter.subject == "Votre dossier NQT va être effacé"
    for said in (letter.text, letter.html):
        assert "30 décembre 2026" in said and "vingt-quatre mois" in said and "connectez-vous" in said
    run(NOW + 29 * DAY)
    assert not is_forgotten(graduate)
    run(NOW + 30 * DAY)
    assert is_forgotten(graduate)
    assert wherever(graduate.email) == {}


def test_somebody_who_comes_back_keeps_everything_and_gets_no_late_mail():
    graduate = old(user=UserFactory())
    run()
    User.objects.filter(pk=graduate.user_id).update(last_login=NOW + DAY)
    assert render(Message.objects.of_kind("privacy.expiring").get()) is None
    run(NOW + 31 * DAY)
    assert not is_forgotten(graduate)


def test_somebody_without_account_is_asked_to_answer_and_without_address_goes_at_once():
    written, unknown = old(), old(email="")
    run()
    assert "répondez à ce message" in render(Message.objects.of_kind("privacy.expiring").get()).text
    assert is_forgotten(unknown) and not is_forgotten(written)


# -- what holds -------------------------------------------------------------------------------------------------------
def test_pair_that_goes_on_and_later_contact_hold_the_file():
    paired = old(email="")
    old(a_mentorship, graduate=paired, mentor=a_mentor())
    seen = old(email="", user=UserFactory(last_login=NOW - DAY))
    run()
    assert not is_forgotten(paired) and not is_forgotten(seen)


@pytest.mark.parametrize("kind", ["access", "restriction"])
def test_request_that_waits_and_restriction_hold_the_file(kind):
    graduate = old(email="")
    asked = request_make(actor=national(), target=graduate, kind=kind)
    if kind == "restriction":
        request_restrict(actor=national(), target=asked)
    run()
    assert not is_forgotten(graduate)


def test_concern_that_waits_holds_the_file_and_is_counted():
    graduate = old(email="")
    pair = old(lambda: a_mentorship("closed", graduate=graduate, mentor=a_mentor()))
    Concern.objects.create(mentorship=pair, side="graduate", text="À voir")
    assert run().held == 1 and not is_forgotten(graduate)
    assert RetentionDay.objects.get().held == 1


def test_contact_who_holds_no_role_and_signs_nothing_goes_with_the_last_exchange():
    with time_machine.travel(LONG_AGO - 365 * DAY, tick=False):
        landlord = an_organization()
        gone, hr = a_contact(landlord), a_contact(landlord, "hr")
    assert run().gone == {"partners.Contact": 1}
    assert Contact.objects.get(pk=gone.pk).state == "archived" and Contact.objects.get(pk=hr.pk).state == "active"


def test_former_graduate_who_is_a_mentor_loses_the_first_file_only():
    user = UserFactory(email="deux@example.org")
    graduate = old(user=user, email="")
    mentor = a_mentor(user=user, email=user.email)
    run()
    mentor.refresh_from_db()
    user.refresh_from_db()
    assert is_forgotten(graduate)
    assert (mentor.email, mentor.user, user.is_active) == ("deux@example.org", user, True)


def test_account_stays_for_the_assignment_and_five_years_after_it():
    lately, long_ago = (old(UserFactory) for _ in range(2))
    for user, years in ((lately, 4), (long_ago, 6)):
        ends = (NOW - years * 366 * DAY).date()
        assign(user, is_national=True, valid_from=ends - 100 * DAY, valid_until=ends)
    run()
    assert User.objects.get(pk=lately.pk).last_name and not User.objects.get(pk=long_ago.pk).last_name


# -- how it runs ------------------------------------------------------------------------------------------------------
def test_sweep_purges_once_a_day_from_three_in_the_morning():
    night = NOW.replace(hour=1)  # two in Paris
    old(an_access, word="ancien")
    with time_machine.travel(night, tick=False):
        sweep(publish=False)
    assert AccessRecord.objects.exists()
    sweep(publish=False)
    day = RetentionDay.objects.get()
    assert not AccessRecord.objects.exists()
    assert (day.day, day.gone["audit.AccessRecord"]) == (NOW.date(), 1) and day.finished_at
    old(an_access, word="autre")
    assert daily(NOW + datetime.timedelta(minutes=1)) == 0


def test_moment_that_is_played_does_not_purge_ahead_of_the_clock():
    graduate = a_graduate(email="")
    daily(NOW + 3 * 365 * DAY)
    assert not is_forgotten(graduate)


def test_what_a_sweep_had_no_time_for_goes_with_the_next(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        old(an_access, word=f"ancien{number}")
    monkeypatch.setattr(retention.time, "monotonic", lambda: 30.0 if AccessRecord.objects.count() < 5 else 0.0)
    assert not run(budget=20.0).is_over
    assert AccessRecord.objects.count() == 3
    assert RetentionDay.objects.get().finished_at is None
    assert run().is_over
    assert not AccessRecord.objects.exists()
    assert RetentionDay.objects.get().gone["audit.AccessRecord"] == 5


def test_one_file_that_fails_leaves_the_others_and_itself_whole(monkeypatch):
    first, second = old(email=""), old(email="")
    forget = retention.forget

    def refuse_first(person, actor):
        forget(person, actor)
        if ("mentoring.graduate", first.pk) in person.files:
            raise retention.Refusal("Pas encore.")

    monkeypatch.setattr(retention, "forget", refuse_first)
    assert run().held == 1
    assert not is_forgotten(first) and is_forgotten(second)


def test_history_holds_what_the_row_no_longer_says():
    """Corrected before its term: the row is empty and its history is not."""
    with time_machine.travel(LONG_AGO, tick=False):
        pair = a_mentorship("closed")
        facts = {"state": "held", "proposed_by": "mentor", "starts_at": LONG_AGO, "ends_at": LONG_AGO}
        meeting = Meeting.objects.create(mentorship=pair, topic="canari", **facts)
        Meeting.objects.filter(pk=meeting.pk).update(topic="")
    assert wherever("canari")
    assert run().gone["mentoring.Meeting"] == 1
    assert wherever("canari") == {} and "mentoring.Meeting" not in run(NOW + DAY).gone


# -- the command ------------------------------------------------------------------------------------------------------
def test_command_says_what_would_go_and_does_it(capsys):
    old(an_access, word="ancien")
    a_graduate(email="")
    call_command("apply_retention", dry_run=True)
    told = capsys.readouterr().out
    assert "audit.AccessRecord: 1 (12 months after the reading, then deleted)" in told.replace("\u00a0", " ")
    assert "mentoring.Graduate: 1" not in told and AccessRecord.objects.exists()
    call_command("apply_retention", dry_run=True, on="2029-12-31")
    assert "mentoring.Graduate: 1" in capsys.readouterr().out
    call_command("apply_retention")
    told = capsys.readouterr().out
    assert "audit.AccessRecord: 1" in told and "told 0, held 0" in told
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("options", [{"on": "2029-12-31"}, {"dry_run": True, "on": "demain"}])
def test_command_takes_nothing_before_its_term(options):
    with pytest.raises(CommandError):
        call_command("apply_retention", **options)


def test_log_says_numbers_and_no_name(caplog):
    graduate = old(email="")
    with caplog.at_level("INFO"):
        run()
    assert is_forgotten(graduate) and "privacy.purged" in caplog.text
    assert graduate.first_name not in caplog.text and str(graduate.public_id) not in caplog.text
