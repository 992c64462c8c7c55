"""Every write on runs, proposals and forbidden pairs; each action locks the rows it changes, the mentor first."""

from mentoring.matching.actions.approving import approve_all, proposals_approve
from mentoring.matching.actions.exchanging import (
    exchange_of,
    pair_exchange,
    pair_replace,
    proposal_pin,
    proposal_unpin,
)
from mentoring.matching.actions.offering import (
    offer_call_back,
    offer_decline,
    offers_expire,
    proposal_approve,
    proposal_drop,
    proposal_take_up,
)
from mentoring.matching.actions.pairing import pair_by_hand
from mentoring.matching.actions.policies import may_be_withdrawn, next_without, policy_create, policy_withdraw
from mentoring.matching.actions.runs import may_start, run_cancel, run_finish, run_start
from mentoring.matching.actions.scenarios import (
    scenario_cancel,
    scenario_compute,
    scenario_copy,
    scenario_create,
    scenario_delete,
    scenario_finish,
    scenario_update,
)
from mentoring.matching.actions.similarities import similarities_build
from mentoring.matching.actions.vetoes import pair_allow, pair_forbid, veto_create

__all__ = [
    "approve_all",
    "exchange_of",
    "may_be_withdrawn",
    "may_start",
    "next_without",
    "offer_call_back",
    "offer_decline",
    "offers_expire",
    "pair_allow",
    "pair_by_hand",
    "pair_exchange",
    "pair_forbid",
    "pair_replace",
    "policy_create",
    "policy_withdraw",
    "proposal_approve",
    "proposal_drop",
    "proposal_pin",
    "proposal_take_up",
    "proposal_unpin",
    "proposals_approve",
    "run_cancel",
    "run_finish",
    "run_start",
    "scenario_cancel",
    "scenario_compute",
    "scenario_copy",
    "scenario_create",
    "scenario_delete",
    "scenario_finish",
    "scenario_update",
    "similarities_build",
    "veto_create",
]
