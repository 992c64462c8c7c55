"""Pairs that staff keep whatever is computed."""

from django.db import transaction

from mentoring.proposals.actions.offering import hold
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.actor import Actor
from nqt.common.acts import May, act, hidden
from nqt.common.errors import Conflict, Refusal
from nqt.common.violations import store


def may_pin(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, while nobody has answered; once."""
    return (
        hidden(actor, proposal) or read(proposal) or (Conflict("Il est déjà épinglé.") if proposal.is_pinned else None)
    )


def may_unpin(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Once pinned."""
    free = None if proposal.is_pinned else Conflict("Il n’est pas épinglé.")
    return hidden(actor, proposal) or read(proposal) or free


@act(may_pin)
def proposal_pin(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """Keep this pair: no run and no exchange takes it apart."""
    return _pin(may_pin, actor, target, expected_version, is_pinned=True)


@act(may_unpin)
def proposal_unpin(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """Runs and exchanges may take it apart again."""
    return _pin(may_unpin, actor, target, expected_version, is_pinned=False)


def _pin(may: May, actor: Actor, target: MatchProposal, version: int | None, *, is_pinned: bool) -> MatchProposal:
    with transaction.atomic():
        _, _, proposal = hold(target, version, actor=actor, may=may)
        proposal.is_pinned = is_pinned
        return store(proposal)


def read(proposal: MatchProposal) -> Refusal | None:
    """Somebody has decided already."""
    if proposal.state == ProposalState.PROPOSED:
        return None
    return Conflict(f"Cette mise en relation est {proposal.get_state_display()} : elle ne change plus.")
