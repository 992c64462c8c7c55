"""From a person's approval to the mentor's mail: no mentor is ever offered more than she takes."""

import datetime
import threading
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from mentoring.graduates import actions as graduates
from mentoring.graduates.models import GraduateState
from mentoring.mentors.models import MentorState
from mentoring.mentorships.models import MentorshipState
from mentoring.proposals import actions
from mentoring.proposals.actions import ending
from mentoring.proposals.due import offers
from mentoring.proposals.models import HOLDING, MatchProposal, ProposalState
from mentoring.proposals.places import taken
from mentoring.proposals.reminders import offer as offer_reminders
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Forbidden, InvalidTransition, Refusal
from nqt.jobs.models import Job
from nqt.outbox.delivery import render
from nqt.outbox.kinds import kind_of
from nqt.outbox.models import Message
from tests.harness.at_once import at_once, raised_at_once
from tests.harness.factories.mentoring import (
    a_graduate,
    a_mentor,
    a_mentorship,
    a_proposal,
    a_run,
    as_graduate,
    as_mentor,
)
from tests.harness.factories.organizations import MACHINE, an_organization
from tests.harness.factories.regions import DepartmentFactory

pytestmark = pytest.mark.django_db
MAIL = "mentoring.proposals.offer"


def approve(proposal, actor=MACHINE):
    return actions.proposal_approve(actor=actor, target=proposal)


def again(proposal):
    return MatchProposal.objects.get(pk=proposal.pk)


def test_approving_offers_in_the_same_act_and_writes_to_the_mentor_once():
    proposal = a_proposal()
    approve(proposal)
    assert again(proposal).state == ProposalState.OFFERED
    [mail] = Message.objects.of_kind(MAIL)
    assert mail.to == proposal.mentor.email
    with pytest.raises(InvalidTransition):
        approve(proposal)
    assert Message.objects.of_kind(MAIL).count() == 1


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Martinique", "America/Guadeloupe", "Indian/Reunion"])
@pytest.mark.parametrize("moment", ["2026-10-20T21:30:00+00:00", "2027-03-20T02:00:00+00:00"])
def test_answer_is_awaited_until_the_end_of_the_tenth_day_where_the_mentor_is(zone, moment, time_machine):
    now = datetime.datetime.fromisoformat(moment)
    time_machine.move_to(now, tick=False)
    there = DepartmentFactory(time_zone=zone)
    proposal = approve(a_proposal(mentor=a_mentor(department=there)))
    last = proposal.expires_at.astimezone(ZoneInfo(zone))
    assert last.date() == now.astimezone(ZoneInfo(zone)).date() + datetime.timedelta(days=10)
    assert last.time() == datetime.time(23, 59, 59)


def test_mail_says_the_last_day_of_the_mentor_and_no_more_than_a_first_name():
    there = DepartmentFactory(time_zone="America/Martinique")
    graduate = a_graduate(last_name="Canari-Nom", address="3 rue du Canari")
    proposal = a_proposal(
        graduate=graduate,
        mentor=a_mentor(department=there),
        parts=[{"criterion": "occupation", "points": 400, "staff": "interne", "mentor": "Votre métier."}],
    )
    approve(proposal)
    mail = render(Message.objects.of_kind(MAIL).get())
    words = f"{mail}"
    day = again(proposal).expires_at.astimezone(ZoneInfo("America/Martinique")).date()
    assert f"{day.day} " in words and graduate.first_name in words and "Votre métier." in words
    assert "Canari" not in words and "interne" not in words


@pytest.mark.parametrize("state", [MentorState.PAUSED, MentorState.LEFT, MentorState.INVITED])
def test_mentor_who_is_not_active_is_offered_nobody(state):
    proposal = a_proposal(mentor=a_mentor(state))
    with pytest.raises(Conflict, match="aucune proposition"):
        approve(proposal)
    assert again(proposal).state == ProposalState.PROPOSED and not Message.objects.of_kind(MAIL).exists()


@pytest.mark.parametrize("state", [GraduateState.WITHDRAWN, GraduateState.REFUSED, GraduateState.SUBMITTED])
def test_graduate_who_left_the_pool_is_offered_to_nobody(state):
    proposal = a_proposal(graduate=a_graduate(state))
    with pytest.raises(Conflict, match="candidature"):
        approve(proposal)
    assert again(proposal).state == ProposalState.PROPOSED


def test_graduate_who_has_somebody_is_offered_to_nobody_until_it_ends():
    graduate = a_graduate()
    pair, proposal = a_mentorship(graduate=graduate), a_proposal(graduate=graduate)
    with pytest.raises(Conflict, match="suivi"):
        approve(proposal)
    type(pair).objects.filter(pk=pair.pk).update(
        state=MentorshipState.CLOSED, closed_on=timezone.localdate(), close_reason="term"
    )
    assert approve(proposal).state == ProposalState.OFFERED


def test_graduate_waits_for_one_answer_at_a_time():
    graduate = a_graduate()
    approve(a_proposal(graduate=graduate))
    with pytest.raises(Conflict, match="attend une réponse"):
        approve(a_proposal(graduate=graduate))


def test_places_kept_and_places_taken_fill_a_mentor():
    mentor = a_mentor(capacity=2)
    a_mentorship(mentor=mentor)
    approve(a_proposal(mentor=mentor))
    with pytest.raises(Conflict, match="plus de place"):
        approve(a_proposal(mentor=mentor))


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_give_the_last_place_once():
    mentor = a_mentor(capacity=1)
    first, second = a_proposal(mentor=mentor), a_proposal(mentor=mentor)
    [refusal] = raised_at_once(partial(approve, first), partial(approve, second))
    assert isinstance(refusal, Conflict)
    assert taken([mentor.pk])[mentor.pk] == 1
    assert Message.objects.of_kind(MAIL).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_mentors_lock_the_last_place_would_be_given_twice():
    """The positive control: the same race, read then written without the lock, overbooks."""
    mentor = a_mentor(capacity=1)
    rows = [a_proposal(mentor=mentor), a_proposal(mentor=mentor)]

    def naive(row):
        with transaction.atomic():
            is_full = taken([mentor.pk])[mentor.pk] >= mentor.capacity
            both_have_read.wait()
            if not is_full:
                MatchProposal.objects.filter(pk=row.pk).update(state=ProposalState.APPROVED)

    both_have_read = threading.Barrier(2)
    at_once(*(partial(naive, row) for row in rows))
    assert taken([mentor.pk])[mentor.pk] == 2


@pytest.mark.django_db(transaction=True)
def test_one_graduate_approved_for_two_mentors_at_once_is_offered_once():
    graduate = a_graduate()
    first, second = a_proposal(graduate=graduate), a_proposal(graduate=graduate)
    [refusal] = raised_at_once(partial(approve, first), partial(approve, second))
    assert isinstance(refusal, Refusal)
    assert MatchProposal.objects.filter(graduate=graduate, state__in=HOLDING).count() == 1


def test_called_back_offer_frees_its_place_and_its_mail_never_leaves():
    mentor = a_mentor(capacity=1)
    offered = approve(a_proposal(mentor=mentor))
    kind = Message.objects.of_kind(MAIL).get()
    actions.offer_call_back(actor=MACHINE, target=offered, reason="La personne a trouvé.")
    assert kind_of(MAIL).build(kind) is None
    assert approve(a_proposal(mentor=mentor)).state == ProposalState.OFFERED


@pytest.mark.parametrize("act", ["withdraw", "refuse"])
def test_who_leaves_the_pool_is_no_longer_offered_and_frees_the_place(act):
    mentor, graduate = a_mentor(capacity=1), a_graduate()
    offered = approve(a_proposal(mentor=mentor, graduate=graduate))
    unread = a_proposal(graduate=graduate, is_pinned=True)
    if act == "withdraw":
        graduates.application_withdraw(actor=MACHINE, target=graduate)
    else:
        graduates.application_refuse(actor=MACHINE, target=graduate, shown_reason="Vous avez trouvé.")
    assert {again(offered).state, again(unread).state} == {ProposalState.DROPPED}
    assert kind_of(MAIL).build(Message.objects.of_kind(MAIL).get()) is None
    assert approve(a_proposal(mentor=mentor)).state == ProposalState.OFFERED


def test_employer_to_avoid_ends_the_offer_that_waits_there_and_no_other():
    landlord, graduate = an_organization(), a_graduate()
    there, elsewhere = a_mentor(employer=landlord), a_mentor()
    offered = approve(a_proposal(mentor=there, graduate=graduate, run=a_run()))
    other = a_proposal(mentor=elsewhere, graduate=graduate)
    actor = as_graduate(graduate)
    graduates.profile_update(actor=actor, target=graduate, expected_version=None, excluded_employers=[landlord])
    assert again(offered).state == ProposalState.DROPPED
    assert again(other).state == ProposalState.PROPOSED
    assert Job.objects.filter(kind=ending.REPLACE).count() == 1


def test_dropped_proposal_is_taken_up_again():
    proposal = a_proposal()
    actions.proposal_drop(actor=MACHINE, target=proposal, reason="Trop loin.")
    actions.proposal_take_up(actor=MACHINE, target=proposal)
    assert approve(proposal).state == ProposalState.OFFERED


def test_mentor_approves_nothing_and_staff_answer_for_nobody():
    proposal = a_proposal()
    with pytest.raises(Forbidden):
        approve(proposal, as_mentor(proposal.mentor))
    offered = approve(proposal)
    for actor in (Actor.anonymous(), Actor.anonymous(bearer=("offer", 0)), as_mentor(a_mentor())):
        with pytest.raises(Forbidden):
            actions.offer_decline(actor=actor, target=offered, decline_reason="no_time")
    assert again(proposal).state == ProposalState.OFFERED


def test_silence_ends_the_offer_once_and_frees_its_place(time_machine):
    mentor = a_mentor(capacity=1)
    offered = approve(a_proposal(mentor=mentor))
    assert offers(offered.expires_at - datetime.timedelta(seconds=1)) == 0
    late = offered.expires_at + datetime.timedelta(seconds=1)
    assert [offers(late), offers(late)] == [1, 0]
    assert again(offered).state == ProposalState.EXPIRED
    assert approve(a_proposal(mentor=mentor)).state == ProposalState.OFFERED


@pytest.mark.parametrize(("days", "due"), [(2, 0), (3, 1), (4, 1), (5, 0), (7, 1), (8, 1), (9, 0)])
def test_silent_mentor_is_reminded_after_three_and_seven_days(days, due):
    offered = approve(a_proposal())
    later = offered.offered_at + datetime.timedelta(days=days, minutes=1)
    assert len([r for r in offer_reminders(later) if r.to == offered.mentor.email]) == due


def test_nobody_is_reminded_after_an_answer():
    offered = approve(a_proposal())
    actions.offer_decline(actor=MACHINE, target=offered, decline_reason="no_time")
    assert not list(offer_reminders(offered.offered_at + datetime.timedelta(days=3, minutes=1)))
