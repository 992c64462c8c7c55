"""What an offer asks of the rooms that stand above it; each answers from its own `dependents.py`.

weighs(told_of)  # the matching: what the rules say of two people
begins(pair_begin)  # the mentorships: the pair that a yes begins
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.models import MatchProposal


@dataclass(frozen=True)
class Told:
    """What the rules say of two people: the score, its parts, the first rule that the pair breaks."""

    score: int
    parts: list[dict[str, object]]
    broken: str


Weigh = Callable[[Graduate, Mentor], Told]
Begin = Callable[[MatchProposal, datetime.datetime], Any]
"""Answers the pair, which is to be shown next."""

_weigh: list[Weigh] = []
_begin: list[Begin] = []


def weighs(function: Weigh) -> Weigh:
    """Ask this room what the rules say."""
    _weigh.append(function)
    return function


def begins(function: Begin) -> Begin:
    """Ask this room for the pair."""
    _begin.append(function)
    return function


def told_of(graduate: Graduate, mentor: Mentor) -> Told:
    """By the policy in force."""
    (weigh,) = _weigh
    return weigh(graduate, mentor)


def pair_of(proposal: MatchProposal, at: datetime.datetime) -> Any:
    """Born of a yes, in the transaction of whoever says it."""
    (begin,) = _begin
    return begin(proposal, at)
