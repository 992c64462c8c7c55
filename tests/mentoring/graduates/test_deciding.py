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


class TestReading:
    """Applications read one after the other."""

    @pytest.fixture
    def waiting(self):
        now = timezone.now()
        names = {"Ancienne": 30, "Moyenne": 20, "Neuve": 10}
        return {
            name: a_graduate(GraduateState.SUBMITTED, last_name=name, submitted_at=now - datetime.timedelta(days=ago))
            for name, ago in names.items()
        }

    def act(self, staff, graduate, name, query="", **data):
        version = Graduate.objects.get(pk=graduate.pk).version
        return staff.post(f"/staff/graduates/{graduate.public_id}/{name}/{query}", {"version": version, **data})

    def test_the_list_says_the_verdict_and_why_in_words(self, client_as, sent):
        checks = [
            {"kind": "level", "answer": "yes", "sentence": "…", "told": "Bac+5, pour bac+3 demandé."},
            {"kind": "background", "answer": "unknown", "sentence": "…", "told": "Quartier à vérifier."},
            {"kind": "age", "answer": "no", "sentence": "…", "told": "31 ans le jour de l’envoi."},
        ]
        Application.objects.create(graduate=sent, verdict="not_eligible", checks=checks, inputs={})
        row = client_as("staff_national").get("/api/v1/staff/graduates/").json()["results"][0]
        assert row["verdict"] == "not_eligible"
        assert row["verdict_why"] == "31 ans le jour de l’envoi. Quartier à vérifier."
        html = client_as("staff_national").get("/staff/graduates/").content.decode()
        assert "Une condition n’est pas remplie" in html and row["verdict_why"] in html

    def test_the_last_submission_counts_and_a_proof_seen_since_is_said(self, client_as, sent):
        for days, verdict in ((9, "not_eligible"), (1, "to_check")):
            at = timezone.now() - datetime.timedelta(days=days)
            Application.objects.create(graduate=sent, verdict=verdict, checks=[], inputs={}, submitted_at=at)
        actions.qpv_correct(actor=national(), target=sent, qpv="in", reason="quittance vue")
        row = client_as("staff_national").get("/api/v1/staff/graduates/").json()["results"][0]
        assert (row["verdict"], row["verdict_why"]) == (
            "to_check",
            "Justificatif vu\u00a0: en quartier prioritaire.",
        )

    def test_a_draft_has_no_verdict_yet(self, client_as):
        staff = client_as("staff_national")
        a_graduate(GraduateState.DRAFT, typed_by=staff.user)
        assert staff.get("/api/v1/staff/graduates/").json()["results"][0]["verdict"] is None
        assert "À l’envoi" in staff.get("/staff/graduates/").content.decode()

    def test_the_next_and_the_one_before_are_those_of_the_list(self, client_as, waiting):
        staff = client_as("staff_national")
        a_graduate(GraduateState.POOL)
        for query, before, after in (
            ("?sort=state&state=submitted", "Ancienne", "Neuve"),
            ("?sort=-submitted&state=submitted", "Neuve", "Ancienne"),
            ("?sort=name&state=submitted", "Ancienne", "Neuve"),
        ):
            assert query in staff.get(f"/staff/graduates/{query}").content.decode().replace("&amp;", "&")
            html = staff.get(f"/staff/graduates/{waiting['Moyenne'].public_id}/{query}").content.decode()
            links = html.replace("&amp;", "&")
            assert f'{waiting[before].public_id}/{query}" rel="prev"' in links
            assert f'{waiting[after].public_id}/{query}" rel="next"' in links
            assert "3 à lire" in html

    def test_a_filter_narrows_what_is_read(self, client_as, waiting):
        query = "?waiting=15&sort=state"
        html = (
            client_as("staff_national").get(f"/staff/graduates/{waiting['Moyenne'].public_id}/{query}").content.decode()
        )
        assert "2 à lire" in html and 'rel="next"' not in html and 'rel="prev"' in html

    @pytest.mark.parametrize(
        ("act", "said", "data"),
        [
            ("accept", "candidature acceptée", {}),
            ("refuse", "candidature refusée", {"shown_reason": NO}),
            ("ask-more", "complément demandé", {"question": "Quel diplôme avez-vous ?"}),
        ],
    )
    def test_deciding_leads_to_the_next_to_read_and_says_what_was_done(self, client_as, waiting, act, said, data):
        staff, query = client_as("staff_national"), "?sort=state"  # of the whole list: what is decided moves in it
        answer = self.act(staff, waiting["Ancienne"], act, query, **data)
        assert answer["Location"] == f"/staff/graduates/{waiting['Moyenne'].public_id}/{query}"
        html = staff.get(answer["Location"]).content.decode()
        assert f"{waiting['Ancienne']}\u00a0: {said}" in html and "2 à lire" in html

    def test_the_last_one_leads_to_the_first_that_was_left_aside_then_to_the_list(self, client_as, waiting):
        staff, query = client_as("staff_national"), "?state=submitted"
        for name, then in (("Neuve", "Ancienne"), ("Ancienne", "Moyenne")):
            answer = self.act(staff, waiting[name], "accept", query)
            assert answer["Location"] == f"/staff/graduates/{waiting[then].public_id}/{query}"
        assert self.act(staff, waiting["Moyenne"], "accept", query)["Location"] == f"/staff/graduates/{query}"

    def test_who_has_no_address_is_to_be_told_by_telephone(self, client_as):
        graduate = a_graduate(GraduateState.SUBMITTED, email="")
        staff = client_as("staff_national")
        html = staff.get(self.act(staff, graduate, "accept", "?state=submitted")["Location"]).content.decode()
        assert "dites-le-lui par téléphone" in html

    def test_what_lies_elsewhere_is_neither_counted_nor_next(self, client_as, waiting):
        a_graduate(GraduateState.SUBMITTED, department=a_department("75", "Paris"))
        staff = client_as("staff_regional", department_codes=frozenset({"17"}))
        html = staff.get(f"/staff/graduates/{waiting['Neuve'].public_id}/").content.decode()
        assert "3 à lire" in html and 'rel="next"' not in html
