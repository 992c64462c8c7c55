"""Every write on policies, runs and tables of likeness; each action locks the rows it changes, the mentor first."""

from mentoring.matching.actions.exchanging import exchange_of, pair_exchange, pair_replace
from mentoring.matching.actions.policies import next_without, policy_create, policy_withdraw
from mentoring.matching.actions.runs import run_cancel, run_finish, run_start
from mentoring.matching.actions.similarities import similarities_build

__all__ = [
    "exchange_of",
    "next_without",
    "pair_exchange",
    "pair_replace",
    "policy_create",
    "policy_withdraw",
    "run_cancel",
    "run_finish",
    "run_start",
    "similarities_build",
]
