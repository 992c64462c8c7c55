"""The mentor's answer: yes, from which a pair is born in the same transaction, or no, and why."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.graduates.models import GraduateState
from mentoring.mentors.models import MentorState
from mentoring.proposals import above
from mentoring.proposals.actions.ending import replacement_ask
from mentoring.proposals.actions.offering import hold
from mentoring.proposals.links import BEARER
from mentoring.proposals.models import MatchProposal, ProposalState
from mentoring.proposals.places import taken
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.accounts.standing import CLOSED, may_come_in
from nqt.audit.transitions import move
from nqt.common.acts import act
from nqt.common.errors import Conflict, Expired, Forbidden, Refusal
from nqt.common.text import counted
from nqt.common.violations import store

TOLD = {
    ProposalState.ACCEPTED: "Cette proposition est déjà acceptée.",
    ProposalState.DECLINED: "Cette proposition est déjà déclinée.",
    ProposalState.EXPIRED: "Le délai de réponse est passé : NQT cherche quelqu’un d’autre.",
    ProposalState.DROPPED: "Cette proposition n’est plus d’actualité.",
}
"""Why an answer comes too late."""


def may_answer(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """The mentor herself, signed in or by her link, while an answer may still be given."""
    is_herself = actor.role == Role.MENTOR and actor.user and proposal.mentor.user_id == actor.user.pk
    if not (is_herself or actor.is_system or actor.bearer == (BEARER, proposal.pk)):
        return Forbidden()
    is_closed = not may_come_in(proposal.mentor.user, proposal.mentor.email)
    return Expired(CLOSED) if is_closed else answered_or_late(proposal)


def answered_or_late(proposal: MatchProposal) -> Refusal | None:
    """What happened, when no answer may be given any more."""
    if proposal.state != ProposalState.OFFERED:
        return Conflict(TOLD.get(ProposalState(proposal.state), "Cette proposition n’est pas encore partie."))
    is_late = proposal.expires_at and proposal.expires_at < timezone.now()
    return Conflict(TOLD[ProposalState.EXPIRED]) if is_late else None


@act(may_answer)
def offer_accept(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> Any:
    """The mentor says yes: the pair exists in the same transaction, and both are written to; answers the pair.

    Raises `Conflict` when it was answered, came too late, or the mentor would accompany more than she declares.
    """
    now = timezone.now()
    with transaction.atomic():
        mentor, graduate, proposal = hold(target, expected_version, actor=actor, may=may_answer)
        if mentor.state not in (MentorState.ACTIVE, MentorState.PAUSED):
            raise Conflict("Vous n’êtes plus parmi les parrains et marraines : écrivez à NQT.")
        if taken([mentor.pk])[mentor.pk] > mentor.capacity:
            raise Conflict(f"Vous suivez déjà {counted(mentor.capacity, 'personne')}, le nombre que vous avez indiqué.")
        if graduate.state != GraduateState.POOL:
            raise Conflict("Cette personne ne cherche plus de parrain ou de marraine.")
        move(proposal, "accept", actor=actor, at=now)
        return above.pair_of(proposal, now)


@act(may_answer)
def offer_decline(
    *,
    actor: Actor,
    target: MatchProposal,
    expected_version: int | None = None,
    decline_reason: str,
    decline_note: str = "",
) -> MatchProposal:
    """The mentor says no, and why; the graduate never learns it. Raises `Conflict` once it was answered."""
    with transaction.atomic():
        _, _, proposal = hold(target, expected_version, actor=actor, may=may_answer)
        move(proposal, "decline", actor=actor, why=decline_reason, note=decline_note, at=timezone.now())
        store(proposal)
        replacement_ask(proposal)
        return proposal
