"""Pairs that staff forbid, and allow again."""

from django.db import transaction

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.offering import proposal_drop
from mentoring.proposals.models import MatchProposal, ProposalState, Veto
from nqt.accounts.actor import Actor
from nqt.common.acts import act, guard, hidden
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.common.violations import store

ON_ITS_WAY = {ProposalState.APPROVED, ProposalState.OFFERED, ProposalState.ACCEPTED}
"""The mentor was written to, or is about to be."""


def may_forbid(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, while nothing is on its way to the mentor; once."""
    if refusal := hidden(actor, proposal):
        return refusal
    if proposal.state in ON_ITS_WAY:
        return Conflict(f"Cette mise en relation est {proposal.get_state_display()} : retirez-la d’abord.")
    return Conflict("Ce binôme est déjà interdit.") if is_forbidden(proposal) else None


def may_allow(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, once forbidden."""
    return hidden(actor, proposal) or (None if is_forbidden(proposal) else Conflict("Ce binôme n’est pas interdit."))


def is_forbidden(proposal: MatchProposal) -> bool:
    """No run makes this pair."""
    return Veto.objects.filter(graduate=proposal.graduate_id, mentor=proposal.mentor_id).exists()


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


@act(may_forbid)
def pair_forbid(
    *, actor: Actor, target: MatchProposal, expected_version: int | None = None, reason: str = ""
) -> MatchProposal:
    """Drop a proposal and forbid its pair for good."""
    with transaction.atomic():
        guard(may_forbid, actor, target)
        dropped = target
        if target.state == ProposalState.PROPOSED:
            dropped = proposal_drop(actor=actor, target=target, expected_version=expected_version, reason=reason)
        veto_create(actor=actor, graduate=target.graduate, mentor=target.mentor, reason=reason)
        return dropped


@act(may_allow)
def pair_allow(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """A run may make this pair again. Raises `Forbidden` out of one's perimeter."""
    guard(may_allow, actor, target)
    Veto.objects.filter(graduate=target.graduate_id, mentor=target.mentor_id).delete()
    return target
