"""From a proposal to the mail to its mentor. A place is kept from the approval on; no mentor is offered too many."""

import datetime
import zoneinfo
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.models import MatchProposal
from mentoring.proposals.rules import ANSWER_DAYS
from mentoring.proposals.standing import Standing
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import May, act, hidden
from nqt.common.errors import Conflict, Refusal
from nqt.common.models import claim
from nqt.outbox.post import post


def may_approve(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, while it waits to be read; the two people are asked about when it is done (`check_pair`)."""
    return hidden(actor, proposal) or step("approve")(actor, proposal)


def may_drop(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, while it waits to be read."""
    return hidden(actor, proposal) or step("drop")(actor, proposal)


def may_take_up(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, once it was set aside."""
    return hidden(actor, proposal) or step("take_up")(actor, proposal)


def may_call_back(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, while its mentor has not answered."""
    return hidden(actor, proposal) or step("call_back")(actor, proposal)


def hold(
    target: MatchProposal, expected_version: int | None, *, actor: Actor | None = None, may: May | None = None
) -> tuple[Mentor, Graduate, MatchProposal]:
    """Lock the mentor, then the graduate, then the proposal: the one order of this house. Raises as `claim` does."""
    mentor = Mentor.objects.select_for_update(of=("self",)).get(pk=target.mentor_id)
    graduate = Graduate.objects.select_for_update(of=("self",)).get(pk=target.graduate_id)
    proposal = claim(target, expected_version, actor=actor, may=may)
    proposal.mentor, proposal.graduate = mentor, graduate
    return mentor, graduate, proposal


@act(may_approve)
def proposal_approve(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """A person has read the pair: the mentor is written to, and a place is kept until the answer.

    Raises `Conflict` when the mentor is full, paused or gone, or the graduate has somebody or is no longer in the pool.
    """
    with transaction.atomic():
        mentor, graduate, proposal = hold(target, expected_version, actor=actor, may=may_approve)
        if said := Standing.of([graduate.pk], [mentor.pk]).refusal_of(proposal):
            raise Conflict(said)
        now = timezone.now()
        move(proposal, "approve", actor=actor)
        move(proposal, "offer", actor=actor, at=now, until=answer_until(mentor, now))
        post(
            "mentoring.proposals.offer",
            to=mentor.email,
            user=mentor.user,
            key=f"offer:{proposal.public_id}:{proposal.version}",
            time_zone=mentor.time_zone,
            context=context_of(proposal),
        )
        return proposal


def check_pair(mentor: Mentor, graduate: Graduate) -> None:
    """What must be true of both, their rows locked, for a place to be kept. Raises `Conflict`."""
    if said := Standing.of([graduate.pk], [mentor.pk]).refusal(mentor, graduate):
        raise Conflict(said)


def answer_until(mentor: Mentor, now: datetime.datetime) -> datetime.datetime:
    """The end of the last day, where the mentor is."""
    zone = zoneinfo.ZoneInfo(mentor.time_zone or "Europe/Paris")
    day = now.astimezone(zone).date() + datetime.timedelta(days=ANSWER_DAYS + 1)
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone) - datetime.timedelta(seconds=1)


def context_of(proposal: MatchProposal) -> dict[str, str]:
    """What a mail about a proposal carries: ids."""
    return {"proposal": str(proposal.public_id), "subject": f"proposal:{proposal.public_id}"}


@act(may_drop)
def proposal_drop(
    *, actor: Actor, target: MatchProposal, expected_version: int | None = None, reason: str = ""
) -> MatchProposal:
    """Not this pair; it can be taken up again."""
    return _step(may_drop, actor, target, expected_version, "drop", reason)


@act(may_take_up)
def proposal_take_up(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """To be read again."""
    return _step(may_take_up, actor, target, expected_version, "take_up", "")


@act(may_call_back)
def offer_call_back(
    *, actor: Actor, target: MatchProposal, expected_version: int | None = None, reason: str = ""
) -> MatchProposal:
    """Staff take an offer back; its place is free, its link says so."""
    return _step(may_call_back, actor, target, expected_version, "call_back", reason, at=timezone.now())


def _step(
    may: May, actor: Actor, target: MatchProposal, version: int | None, name: str, reason: str, **facts: Any
) -> MatchProposal:
    with transaction.atomic():
        _, _, proposal = hold(target, version, actor=actor, may=may)
        move(proposal, name, actor=actor, reason=reason, **facts)
        return proposal
