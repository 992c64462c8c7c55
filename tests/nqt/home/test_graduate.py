"""The graduate's home: where she stands, what comes next and when, who opened her file."""

import datetime
import html
import re

import pytest
from django.utils import timezone

from mentoring.graduates import actions
from mentoring.graduates.models import GraduateState
from mentoring.mentorships.actions import meeting_move, meeting_propose, mentor_change, mentorship_close
from mentoring.proposals.models import ProposalState
from nqt.common.dates import french_day
from tests.harness.factories.conventions import MACHINE
from tests.harness.factories.mentoring import (
    a_graduate,
    a_mentor,
    a_mentorship,
    a_proposal,
    as_graduate,
    as_mentor,
)
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client_as):
    """The home of a graduate, as one line of text."""

    def read(graduate, url="/graduate/home/"):
        page = client_as(user=as_graduate(graduate).user).get(url)
        assert page.status_code == 200
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())

    return read


def test_sent_it_says_until_when_an_answer_comes(home):
    sent = timezone.now() - datetime.timedelta(days=3)
    text = home(a_graduate(GraduateState.SUBMITTED, submitted_at=sent))
    assert "Votre candidature est envoyée" in text
    assert french_day(timezone.localdate(sent + datetime.timedelta(days=15))) in text
    assert "Vous en êtes là : Lue par l’équipe" in text


def test_refused_it_says_why_what_else_exists_and_how_to_try_again(home):
    graduate = a_graduate(GraduateState.SUBMITTED)
    actions.application_refuse(actor=MACHINE, target=graduate, shown_reason="Le diplôme manque.", reason="Douteux")
    text = home(graduate)
    assert "Le diplôme manque." in text
    assert "Apec" in text
    assert "Candidater de nouveau" in text
    assert "Douteux" not in text


def way(text):
    """What “Mon parcours” says."""
    return text.split("Mon parcours", 1)[1].split("Comment votre parrain", 1)[0]


def test_nothing_comes_after_a_refusal_or_a_withdrawal(home):
    waiting, pooled = a_graduate(GraduateState.SUBMITTED), a_graduate()
    today = french_day(timezone.localdate())
    for graduate in (waiting, pooled):
        actions.application_refuse(actor=MACHINE, target=graduate, shown_reason="Le diplôme manque.", reason="")
        said = way(home(graduate))
        assert "ensuite" not in said and "Vous en êtes là" not in said
        assert f"Non retenue {today}" in said
    assert "Acceptée" not in way(home(waiting)) and "Acceptée" in way(home(pooled)), "she had been accepted"
    gone = a_graduate(GraduateState.SUBMITTED)
    actions.application_withdraw(actor=as_graduate(gone), target=gone)
    said = way(home(gone))
    assert f"Retirée {today}" in said
    assert not any(word in said for word in ("ensuite", "Lue par", "Acceptée", "Vous en êtes là"))


def test_reopened_it_is_to_read_again(home):
    graduate = a_graduate(GraduateState.SUBMITTED)
    actions.application_refuse(actor=MACHINE, target=graduate, shown_reason="Le diplôme manque.", reason="")
    actions.application_reopen(actor=MACHINE, target=graduate)
    assert "Vous en êtes là : Lue par l’équipe" in way(home(graduate))


def test_without_mentor_again_one_is_looked_for_and_it_says_so(home):
    pair = a_mentorship("started", mentor=a_mentor(first_name="Thomas"))
    mentor_change(actor=as_graduate(pair.graduate), target=pair)
    text = home(pair.graduate)
    assert "Votre accompagnement avec Thomas a pris fin" in text
    assert "Nous cherchons quelqu’un d’autre pour vous" in text
    assert "Vous en êtes là : Un parrain ou une marraine" in way(text)


def test_whoever_has_found_is_told_of_no_search(home):
    pair = a_mentorship("started")
    mentorship_close(actor=MACHINE, target=pair, close_reason="taken_off")
    text = home(pair.graduate)
    assert "Nous cherchons" not in text and "ensuite" not in way(text)
    assert "Votre accompagnement est terminé" in text


def test_asked_for_more_it_shows_the_question_and_the_way_to_the_form(home):
    graduate = a_graduate(GraduateState.SUBMITTED)
    actions.application_ask_more(actor=MACHINE, target=graduate, question="Quel master ?")
    text = home(graduate)
    assert "Quel master ?" in text
    assert "Compléter" in text


def test_a_proposal_that_is_not_accepted_is_never_known(home):
    graduate = a_graduate()
    a_proposal(ProposalState.OFFERED, graduate=graduate, mentor=a_mentor(first_name="Canari", last_name="Deviné"))
    text = home(graduate)
    assert "Canari" not in text
    assert "Nous cherchons un parrain ou une marraine" in text


def test_accompanied_it_says_by_whom(home):
    pair = a_mentorship(mentor=a_mentor(first_name="Thomas", last_name="Rivière"))
    text = home(pair.graduate)
    assert "Thomas vous accompagne" in text
    assert "Proposer des créneaux" in text


def test_accompanied_it_says_whose_turn_it_is_to_set_a_day(home):
    pair = a_mentorship(mentor=a_mentor(first_name="Thomas"))
    assert "Proposez trois créneaux pour votre premier rendez-vous." in home(pair.graduate)
    slots = [timezone.now() + datetime.timedelta(days=3)]
    meeting = meeting_propose(actor=as_graduate(pair.graduate), mentorship=pair, slots=slots, mode="video")
    text = home(pair.graduate)
    assert "Thomas va choisir." in text and "Proposez trois créneaux" not in text
    meeting_move(actor=as_mentor(pair.mentor), target=meeting, slots=slots)
    assert "Thomas vous propose des créneaux" in home(pair.graduate)


def test_who_opened_the_file_is_told_by_role_and_date(home, client_as):
    graduate, colleague = a_graduate(), a_colleague()
    colleague.user.first_name, colleague.user.last_name = "Claire", "Vasseur"
    colleague.user.save()
    client_as(user=colleague.user).get(f"/staff/graduates/{graduate.public_id}/")
    for url in ("/graduate/home/", f"/graduate/profile/{graduate.public_id}/"):
        text = home(graduate, url)
        assert "L’équipe nationale de NQT" in text
        assert "Vasseur" not in text
        assert french_day(timezone.localdate()) in text


def test_my_data_are_exported_and_are_nobody_else_s(client_as):
    mine, theirs = a_graduate(), a_graduate()
    visitor = client_as(user=as_graduate(mine).user)
    exported = visitor.get(f"/api/v1/graduate/profile/{mine.public_id}/")
    assert exported.json()["email"] == mine.email
    assert visitor.get(f"/api/v1/graduate/profile/{theirs.public_id}/").status_code == 404


def test_the_person_does_not_read_the_words_of_the_staff(home):
    graduate = a_graduate(GraduateState.SUBMITTED)
    assert "À lire" not in home(graduate, f"/graduate/profile/{graduate.public_id}/")
