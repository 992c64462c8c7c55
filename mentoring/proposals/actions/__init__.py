"""Every write on proposals and forbidden pairs; each action locks the rows it changes, the mentor first."""

from mentoring.proposals.actions.answering import offer_accept, offer_decline
from mentoring.proposals.actions.approving import Foreseen, approve_all, proposals_approve, proposals_foresee
from mentoring.proposals.actions.ending import offers_expire
from mentoring.proposals.actions.offering import (
    offer_call_back,
    proposal_approve,
    proposal_drop,
    proposal_take_up,
)
from mentoring.proposals.actions.pairing import pair_by_hand
from mentoring.proposals.actions.pinning import proposal_pin, proposal_unpin
from mentoring.proposals.actions.vetoes import pair_allow, pair_forbid, veto_create

__all__ = [
    "Foreseen",
    "approve_all",
    "offer_accept",
    "offer_call_back",
    "offer_decline",
    "offers_expire",
    "pair_allow",
    "pair_by_hand",
    "pair_forbid",
    "proposal_approve",
    "proposal_drop",
    "proposal_pin",
    "proposal_take_up",
    "proposal_unpin",
    "proposals_approve",
    "proposals_foresee",
    "veto_create",
]
