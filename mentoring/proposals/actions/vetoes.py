"""Pairs that staff forbid, and allow again."""

from django.db import transaction

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.offering import proposal_drop
from mentoring.proposals.models import MatchProposal, ProposalState, Veto
from nqt.accounts.actor import Actor
from nqt.common.errors import Forbidden
from nqt.common.violations import store


def veto_create(*, actor: Actor, graduate: Graduate, mentor: Mentor, reason: str = "") -> Veto:
    """No run makes this pair any more; what proposes it now is dropped. Raises `Invalid` when it was forbidden."""
    if not (actor.is_staff or actor.is_system) or not Graduate.objects.visible_to(actor).filter(pk=graduate.pk):
        raise Forbidden
    with transaction.atomic():
        veto = store(Veto(graduate=graduate, mentor=mentor, reason=reason, created_by=actor.user))
        unread = MatchProposal.objects.filter(graduate=graduate, mentor=mentor, state=ProposalState.PROPOSED)
        for proposal in unread.order_by("pk"):
            proposal_drop(actor=actor, target=proposal, reason=reason)
        return veto


def pair_forbid(
    *, actor: Actor, target: MatchProposal, expected_version: int | None = None, reason: str = ""
) -> MatchProposal:
    """Drop a proposal and forbid its pair for good."""
    with transaction.atomic():
        dropped = target
        if target.state == ProposalState.PROPOSED:
            dropped = proposal_drop(actor=actor, target=target, expected_version=expected_version, reason=reason)
        veto_create(actor=actor, graduate=target.graduate, mentor=target.mentor, reason=reason)
        return dropped


def pair_allow(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """A run may make this pair again. Raises `Forbidden` out of one's perimeter."""
    if not MatchProposal.objects.visible_to(actor).filter(pk=target.pk).exists():
        raise Forbidden
    Veto.objects.filter(graduate=target.graduate_id, mentor=target.mentor_id).delete()
    return target
