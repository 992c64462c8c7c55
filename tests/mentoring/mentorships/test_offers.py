"""From the approval to the mentor's answer: places, dates, links, races, and nothing told that must not be."""

import datetime
import threading

import pytest
from django.utils import timezone

from mentoring.matching import actions as matching
from mentoring.matching import links
from mentoring.matching.actions import offering
from mentoring.matching.models import MatchProposal, ProposalState
from mentoring.matching.places import taken
from mentoring.mentors.models import Mentor
from mentoring.mentorships import actions
from mentoring.mentorships.models import Mentorship
from nqt.accounts.actor import Actor
from nqt.audit.models import AccessRecord
from nqt.common.errors import Conflict
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from nqt.outbox.sweeping import sweep
from tests.harness.at_once import at_once
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentor_user, a_mentorship, a_proposal
from tests.harness.factories.organizations import MACHINE, national

pytestmark = pytest.mark.django_db
stormy = pytest.mark.django_db(transaction=True)
LINK = Actor.anonymous()


def again(row):
    return type(row).objects.get(pk=row.pk)


def approved(**facts) -> MatchProposal:
    return matching.proposal_approve(actor=MACHINE, target=a_proposal(**facts))


# approving -----------------------------------------------------------------------------------------------------------
def test_approval_keeps_a_place_and_writes_to_the_mentor_with_the_first_name_alone():
    graduate = a_graduate(first_name="Inès", last_name="Secrète", address="9 rue Cachée")
    proposal = approved(
        graduate=graduate, parts=[{"criterion": "job", "points": 9, "mentor": "Vous faites ce métier."}]
    )
    assert proposal.state == ProposalState.OFFERED and taken([proposal.mentor_id]) == {proposal.mentor_id: 1}
    letter = render(Message.objects.get(kind="mentoring.matching.offer"))
    assert "Inès" in letter.subject and "Vous faites ce métier." in letter.text
    for word in ("Secrète", "Cachée"):
        assert word not in letter.text + letter.html


def test_last_day_to_answer_counts_whole_where_the_mentor_is(settings):
    proposal = approved()
    local = timezone.localtime(proposal.expires_at)
    assert (local.hour, local.minute) == (23, 59)
    assert local.date() == timezone.localdate() + datetime.timedelta(days=10)


def full_mentor():
    mentor = a_mentor(capacity=1)
    a_mentorship(mentor=mentor)
    return {"mentor": mentor}


def accompanied():
    graduate = a_graduate()
    a_mentorship(graduate=graduate)
    return {"graduate": graduate}


def offered_elsewhere():
    graduate = a_graduate()
    a_proposal("offered", graduate=graduate)
    return {"graduate": graduate}


@pytest.mark.parametrize(
    ("situation", "says"),
    [
        (full_mentor, "plus de place"),
        (accompanied, "déjà suivi"),
        (offered_elsewhere, "autre proposition"),
        (lambda: {"mentor": a_mentor("paused")}, "en pause"),
        (lambda: {"mentor": a_mentor("left")}, "aucune proposition"),
        (lambda: {"graduate": a_graduate("withdrawn", submitted_at=timezone.now())}, "retirée"),
    ],
)
def test_pair_that_cannot_be_is_not_offered_and_says_why(situation, says):
    proposal = a_proposal(**situation())
    with pytest.raises(Conflict, match=says):
        matching.proposal_approve(actor=MACHINE, target=proposal)
    assert again(proposal).state == ProposalState.PROPOSED and not Message.objects.exists()


@stormy
@pytest.mark.parametrize("is_guarded", [True, False])
def test_two_approvals_for_a_mentor_s_last_place(is_guarded, monkeypatch):
    """Both look before either writes; without the lock on the mentor (positive control) both get the place."""
    mentor = a_mentor(capacity=1)
    one, other = a_proposal(mentor=mentor), a_proposal(mentor=mentor)
    if not is_guarded:
        look_together(monkeypatch)
    outcomes = at_once(*[lambda p=p: matching.proposal_approve(actor=MACHINE, target=p) for p in (one, other)])
    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert (len(refused), MatchProposal.objects.holding().count()) == ((1, 1) if is_guarded else (0, 2))


def look_together(monkeypatch) -> None:
    """No lock on the mentor, and each waits until the other has counted the places."""
    meet = threading.Barrier(2)
    full = offering.is_full

    def counted(mentor: Mentor) -> bool:
        answer = full(mentor)
        meet.wait(10)
        return answer

    def unlocked(target, version):
        return target.mentor, target.graduate, offering.claim(target, version)

    monkeypatch.setattr(offering, "is_full", counted)
    monkeypatch.setattr(offering, "hold", unlocked)


# answering -----------------------------------------------------------------------------------------------------------
def test_yes_makes_the_pair_in_the_same_act_and_writes_to_both():
    proposal = approved()
    pair = actions.offer_accept(actor=LINK, target=proposal)
    assert again(proposal).state == ProposalState.ACCEPTED and pair.state == "announced"
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"mentoring.mentorships.announced_to_graduate", "mentoring.mentorships.announced_to_mentor"} <= kinds
    for message in Message.objects.filter(kind__startswith="mentoring.mentorships"):
        assert render(message).text


def test_yes_twice_is_one_pair():
    proposal = approved()
    actions.offer_accept(actor=LINK, target=proposal)
    with pytest.raises(Conflict, match="déjà acceptée"):
        actions.offer_accept(actor=LINK, target=again(proposal))
    assert Mentorship.objects.count() == 1


def test_yes_after_the_last_day_is_too_late_even_before_the_sweep():
    proposal = approved()
    MatchProposal.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    with pytest.raises(Conflict, match="délai"):
        actions.offer_accept(actor=LINK, target=proposal)
    assert not Mentorship.objects.exists()


def test_no_after_yes_changes_nothing():
    proposal = approved()
    actions.offer_accept(actor=LINK, target=proposal)
    with pytest.raises(Conflict, match="déjà acceptée"):
        matching.offer_decline(actor=LINK, target=again(proposal), decline_reason="no_time")
    assert Mentorship.objects.count() == 1


def test_yes_beyond_one_s_own_capacity_is_refused():
    proposal = approved()
    a_mentorship(mentor=proposal.mentor)
    with pytest.raises(Conflict, match="le nombre que vous avez indiqué"):
        actions.offer_accept(actor=LINK, target=proposal)


def test_yes_for_somebody_who_withdrew_is_refused():
    proposal = approved()
    type(proposal.graduate).objects.update(state="withdrawn")
    with pytest.raises(Conflict, match="ne cherche plus"):
        actions.offer_accept(actor=LINK, target=proposal)


@stormy
def test_yes_and_no_at_once_leave_one_answer():
    proposal = approved()
    answers = at_once(
        lambda: actions.offer_accept(actor=LINK, target=again(proposal)),
        lambda: matching.offer_decline(actor=LINK, target=again(proposal), decline_reason="other"),
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert Mentorship.objects.count() == (again(proposal).state == ProposalState.ACCEPTED)


@stormy
def test_two_mentors_cannot_both_get_one_graduate():
    graduate = a_graduate()
    first = approved(graduate=graduate)
    MatchProposal.objects.filter(pk=first.pk).update(state="accepted")
    second = approved(graduate=graduate)
    MatchProposal.objects.filter(pk=second.pk).update(state="declined", decline_reason="other")
    MatchProposal.objects.filter(pk=first.pk).update(state="offered")
    answers = at_once(*[lambda: actions.offer_accept(actor=LINK, target=again(first))] * 3)
    assert sum(isinstance(answer, Mentorship) for answer in answers) == 1 and Mentorship.objects.count() == 1


# silence -------------------------------------------------------------------------------------------------------------
def test_silence_is_reminded_twice_then_closed_and_the_place_is_free():
    proposal = approved()
    began = proposal.offered_at
    for days in range(12):
        sweep(now=began + datetime.timedelta(days=days, hours=3), publish=False)
    reminders = Message.objects.filter(kind="mentoring.matching.offer_reminder")
    assert reminders.count() == 2
    assert again(proposal).state == ProposalState.EXPIRED and taken([proposal.mentor_id]) == {proposal.mentor_id: 0}


def test_reminder_is_withdrawn_once_answered():
    proposal = approved()
    sweep(now=proposal.offered_at + datetime.timedelta(days=3, hours=1), publish=False)
    matching.offer_decline(actor=LINK, target=again(proposal), decline_reason="no_time")
    assert render(Message.objects.get(kind="mentoring.matching.offer_reminder")) is None


# by staff ------------------------------------------------------------------------------------------------------------
def test_staff_take_an_offer_back_and_the_link_says_so(client):
    proposal = approved()
    url = links.path_of(proposal)
    assert client.get(url).status_code == 200
    matching.offer_call_back(actor=national(), target=again(proposal), reason="erreur")
    gone = client.get(url)
    assert gone.status_code == 410 and "plus d’actualité" in gone.content.decode()


def test_dropped_proposal_is_taken_up_again():
    proposal = a_proposal()
    matching.proposal_drop(actor=national(), target=proposal)
    assert matching.proposal_take_up(actor=national(), target=again(proposal)).state == ProposalState.PROPOSED


# the page ------------------------------------------------------------------------------------------------------------
def test_link_opened_by_a_robot_decides_nothing_and_shows_the_masked_profile(client):
    graduate = a_graduate(first_name="Inès", last_name="Secrète", project="Je cherche un poste.")
    proposal = approved(graduate=graduate)
    page = client.get(links.path_of(proposal)).content.decode()
    assert "voulez-vous accompagner Inès" in page and "Je cherche un poste." in page and "Secrète" not in page
    assert again(proposal).state == ProposalState.OFFERED
    assert AccessRecord.objects.of(graduate).count() == 1


def test_mentor_says_yes_by_the_link_and_the_link_then_says_that_it_is_answered(client_as):
    proposal = approved()
    url, visitor = links.path_of(proposal), client_as()
    answer = visitor.post(f"{url}accept/", {"version": proposal.version})
    assert answer.status_code == 303 and visitor.get(answer["Location"]).status_code == 200
    assert Mentorship.objects.get().proposal_id == proposal.pk
    again_later = visitor.get(url)
    assert again_later.status_code == 410 and "déjà acceptée" in again_later.content.decode()
    late = visitor.post(f"{url}decline/", {"version": proposal.version, "decline_reason": "other"})
    assert late.status_code == 409


def test_no_without_a_reason_comes_back_with_the_question(client_as):
    proposal = approved()
    answer = client_as().post(f"{links.path_of(proposal)}decline/", {"version": proposal.version})
    assert answer.status_code == 400 and again(proposal).state == ProposalState.OFFERED


def test_link_ends_when_the_address_was_mistyped(client):
    proposal = approved()
    url = links.path_of(proposal)
    Mentor.objects.update(email="corrigee@example.org")
    assert client.get(url).status_code == 410
    assert render(Message.objects.get(kind="mentoring.matching.offer")) is None


def test_offer_and_graduate_of_another_mentor_are_not_mine(client_as):
    visitor = client_as(user=a_mentor_user())
    proposal = approved()
    assert visitor.get(f"/mentor/offers/{proposal.public_id}/").status_code == 404
