"""Pairs that staff keep whatever is computed."""

from django.db import transaction

from mentoring.proposals.actions.offering import hold, require_sight
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict
from nqt.common.violations import store


def proposal_pin(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """Keep this pair: no run and no exchange takes it apart."""
    return _pin(actor, target, expected_version, is_pinned=True)


def proposal_unpin(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """Runs and exchanges may take it apart again."""
    return _pin(actor, target, expected_version, is_pinned=False)


def _pin(actor: Actor, target: MatchProposal, version: int | None, *, is_pinned: bool) -> MatchProposal:
    with transaction.atomic():
        _, _, proposal = hold(target, version)
        require_sight(actor, proposal)
        require_unread(proposal)
        proposal.is_pinned = is_pinned
        return store(proposal)


def require_unread(proposal: MatchProposal) -> None:
    """Nobody has read it yet. Raises `Conflict`."""
    if proposal.state != ProposalState.PROPOSED:
        raise Conflict(f"Cette mise en relation est {proposal.get_state_display()} : elle ne change plus.")
