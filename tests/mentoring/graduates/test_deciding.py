"""What staff decide: each answer is told to the person, each closing act has its way back."""

import datetime

import pytest
from django.utils import timezone

from mentoring.graduates import actions
from mentoring.graduates.models import Application, Graduate, GraduateState
from nqt.audit.models import AccessRecord, TransitionLog
from nqt.common.errors import Conflict, Forbidden, Invalid, InvalidTransition, Stale
from nqt.outbox.models import Message
from tests.harness.factories.mentoring import a_graduate, a_mentorship, as_graduate
from tests.harness.factories.organizations import a_department, national, regional

pytestmark = pytest.mark.django_db
NO = "Un diplôme de niveau bac+3 est demandé."


@pytest.fixture
def sent():
    return a_graduate(GraduateState.SUBMITTED)


def mails(graduate):
    about = Message.objects.filter(about=f"graduate:{graduate.public_id}").order_by("pk")
    return [message.kind.removeprefix("mentoring.graduates.") for message in about]


def test_an_accepted_application_waits_in_the_pool_and_the_person_is_told(sent):
    graduate = actions.application_accept(actor=national(), target=sent, expected_version=sent.version)
    assert graduate.state == GraduateState.POOL and graduate.pooled_at
    assert mails(graduate) == ["application_accepted"]


def test_a_question_is_read_by_the_person_who_completes(sent):
    graduate = actions.application_ask_more(actor=national(), target=sent, question="Quel diplôme avez-vous ?")
    assert (graduate.state, graduate.question) == (GraduateState.MORE_INFO, "Quel diplôme avez-vous ?")
    assert mails(graduate) == ["application_question"]


def test_a_refusal_keeps_the_note_of_the_team_from_the_person(sent):
    graduate = actions.application_refuse(actor=national(), target=sent, shown_reason=NO, reason="dossier léger")
    assert (graduate.state, graduate.shown_reason) == (GraduateState.REFUSED, NO)
    assert "dossier léger" not in str(vars(graduate))
    assert TransitionLog.objects.of(graduate).get().reason == "dossier léger"
    assert mails(graduate) == ["application_refused"]


def test_what_was_refused_is_read_again(sent):
    refused = actions.application_refuse(actor=national(), target=sent, shown_reason=NO)
    graduate = actions.application_reopen(actor=national(), target=refused, reason="appel")
    assert (graduate.state, graduate.shown_reason) == (GraduateState.SUBMITTED, "")
    assert graduate.submitted_at == sent.submitted_at


def test_nobody_is_reopened_while_another_application_of_hers_is_under_way(sent):
    refused = a_graduate(GraduateState.REFUSED, email=sent.email)
    with pytest.raises(Conflict, match="autre candidature"):
        actions.application_reopen(actor=national(), target=refused)


def test_somebody_accompanied_is_not_refused():
    graduate = a_mentorship().graduate
    with pytest.raises(Conflict, match="accompagnement"):
        actions.application_refuse(actor=national(), target=graduate, shown_reason=NO)


@pytest.mark.parametrize("state", [GraduateState.POOL, GraduateState.REFUSED, GraduateState.WITHDRAWN])
def test_nothing_is_accepted_twice(state):
    with pytest.raises(InvalidTransition):
        actions.application_accept(actor=national(), target=a_graduate(state))


def test_two_colleagues_at_once_the_second_is_told(sent):
    actions.application_accept(actor=national(), target=sent, expected_version=sent.version)
    with pytest.raises(Stale):
        actions.application_refuse(actor=national(), target=sent, expected_version=sent.version, shown_reason=NO)


def test_neither_a_far_colleague_nor_the_person_decides(sent):
    for actor in (regional("75"), as_graduate(sent)):
        with pytest.raises(Forbidden):
            actions.application_accept(actor=actor, target=sent)
    assert Graduate.objects.get(pk=sent.pk).state == GraduateState.SUBMITTED


def test_a_proof_corrects_the_neighborhood_and_names_who_saw_it():
    graduate, actor = a_graduate(GraduateState.SUBMITTED, qpv="unknown", qpv_reason="near_border"), national()
    corrected = actions.qpv_correct(actor=actor, target=graduate, qpv="in", reason="quittance vue")
    assert (corrected.qpv, corrected.qpv_reason, corrected.qpv_checked_by) == ("in", "inside", actor.user)
    with pytest.raises(Invalid):
        actions.qpv_correct(actor=actor, target=corrected, qpv="perhaps", reason="?")


def test_somebody_without_an_address_gets_no_mail():
    graduate = a_graduate(GraduateState.SUBMITTED, email="")
    actions.application_accept(actor=national(), target=graduate)
    assert not Message.objects.exists()


class TestPages:
    """The list and the file."""

    def test_what_waits_longest_is_first_and_what_is_decided_last(self, client_as):
        now = timezone.now()
        days = {"Pool": 1, "Neuve": 2, "Ancienne": 30}
        for name, ago in days.items():
            state = GraduateState.POOL if name == "Pool" else GraduateState.SUBMITTED
            a_graduate(state, last_name=name, submitted_at=now - datetime.timedelta(days=ago))
        a_graduate(GraduateState.MORE_INFO, last_name="Question")
        staff = client_as("staff_national")
        names = []
        url = "/api/v1/staff/graduates/?page_size=2"
        while url:
            page = staff.get(url).json()
            names += [row["name"].split()[-1] for row in page["results"]]
            url = page["next"]
        assert names == ["Ancienne", "Neuve", "Question", "Pool"]

    def test_late_applications_are_found_by_how_long_they_wait(self, client_as):
        for ago in (3, 8, 16):
            sent_at = timezone.now() - datetime.timedelta(days=ago)
            a_graduate(GraduateState.SUBMITTED, last_name=f"J{ago}", submitted_at=sent_at)
        staff = client_as("staff_national")
        for days, found in (("7", {"J8", "J16"}), ("15", {"J16"})):
            rows = staff.get(f"/api/v1/staff/graduates/?waiting={days}").json()["results"]
            assert {row["name"].split()[-1] for row in rows} == found

    def test_each_reading_of_a_file_is_in_the_access_log(self, client_as, sent):
        staff = client_as("staff_national")
        for _ in range(2):
            assert staff.get(f"/staff/graduates/{sent.public_id}/").status_code == 200
        assert AccessRecord.objects.of(sent).filter(user=staff.user, verb="read").count() == 2

    def test_the_file_tells_conditions_as_they_were_on_the_day_of_sending(self, client_as, sent):
        check = {"kind": "age", "answer": "no", "sentence": "Vous avez 31 ans.", "told": "31 ans le jour de l’envoi."}
        Application.objects.create(graduate=sent, verdict="not_eligible", checks=[check], inputs={})
        html = client_as("staff_national").get(f"/staff/graduates/{sent.public_id}/").content.decode()
        assert "31 ans le jour de l’envoi." in html and "Vous avez 31 ans." not in html

    def test_the_same_person_twice_is_a_hint_within_the_perimeter(self, client_as, sent):
        same = {"first_name": sent.first_name, "last_name": sent.last_name.upper(), "birth_date": sent.birth_date}
        near = a_graduate(GraduateState.REFUSED, **same)
        far = a_graduate(GraduateState.REFUSED, department=a_department("75", "Paris"), **same)
        page = f"/staff/graduates/{sent.public_id}/"
        everywhere = client_as("staff_national").get(page).content.decode()
        assert str(near.public_id) in everywhere and str(far.public_id) in everywhere
        codes = frozenset({"17"})
        here = client_as("staff_regional", department_codes=codes).get(page).content.decode()
        assert str(near.public_id) in here and str(far.public_id) not in here
        assert "hors de votre périmètre" in here

    def test_nobody_alike_no_hint(self, client_as, sent):
        html = client_as("staff_national").get(f"/staff/graduates/{sent.public_id}/").content.decode()
        assert "Peut-être la même personne" not in html
