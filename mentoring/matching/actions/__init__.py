"""Every write on runs, proposals and forbidden pairs; each action locks the rows it changes, the mentor first."""

from mentoring.matching.actions.offering import (
    offer_call_back,
    offer_decline,
    offers_expire,
    proposal_approve,
    proposal_drop,
    proposal_take_up,
)

__all__ = [
    "offer_call_back",
    "offer_decline",
    "offers_expire",
    "proposal_approve",
    "proposal_drop",
    "proposal_take_up",
]
