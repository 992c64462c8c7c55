"""From rows chosen to a result: pairs by id, who is left without mentor and by which rule."""

import numpy as np

from mentoring.matching.engine import rules
from mentoring.matching.engine.certificate import certificate_of
from mentoring.matching.engine.lists import Feasible
from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.prices import Assignment, Prices
from mentoring.matching.engine.scoring import BLOCK, Pairs, scores
from mentoring.matching.engine.types import Array, Pair, Policy, Result, Unmatched

NO_MENTOR = ("no_mentor", "Il n’y a ni parrain ni marraine dans ce périmètre.")
PLACES_TAKEN = ("places_taken", "Des binômes étaient possibles, mais toutes leurs places sont prises.")


def result_of(feasible: Feasible, made: Pairs, prices: Prices | None = None, rounds: int = 0) -> Result:
    """The result in which these pairs, and the frozen ones, are made; with prices, its certificate."""
    ready = feasible.ready
    g = np.concatenate([ready.frozen[:, 0], made.graduate])
    m = np.concatenate([ready.frozen[:, 1], made.mentor])
    frozen = len(ready.frozen)
    points = scores(ready, g, m)
    ranks = np.concatenate([np.zeros(frozen, dtype=np.int64), feasible.ranks(made.graduate, made.score)])
    pairs = tuple(
        Pair(*ready.couple(int(g[i]), int(m[i])), int(points[i]), is_frozen=bool(i < frozen), rank=int(ranks[i]))
        for i in np.argsort(g)
    )
    return Result(
        pairs=pairs,
        unmatched=_unmatched(ready, feasible.possible(), g),
        score=int(points.sum(dtype=np.int64)),
        load_cost=sum(load_cost(ready.policy, taken) for taken in np.bincount(m).tolist()),
        feasible=len(feasible),
        certificate=None if prices is None else certificate_of(ready, Assignment.of(ready, made), prices, rounds),
    )


def load_cost(policy: Policy, taken: int) -> int:
    """Points taken from the total for a mentor with so many graduates; past the last step each costs as much."""
    steps = policy.load_steps
    return sum(steps[:taken]) + max(taken - len(steps), 0) * steps[-1]


def _unmatched(ready: Prepared, is_possible: Array, matched: Array) -> tuple[Unmatched, ...]:
    is_left = np.ones(len(ready.graduates), dtype=bool)
    is_left[matched] = False
    told = {int(g): PLACES_TAKEN for g in np.flatnonzero(is_left & is_possible)}
    lonely = np.flatnonzero(is_left & ~is_possible)
    for g in np.array_split(lonely, -(-len(lonely) * max(1, len(ready.mentors)) // BLOCK) or 1):
        told |= _last_rules(ready, g)
    return tuple(Unmatched(ready.graduates.ids[g].item(), *told[g]) for g in sorted(told))


def _last_rules(ready: Prepared, g: Array) -> dict[int, tuple[str, str]]:
    """For graduates without any feasible pair, the rule after which no mentor remained."""
    if not len(ready.mentors):
        return dict.fromkeys(g.tolist(), NO_MENTOR)
    told: dict[int, tuple[str, str]] = {}
    m = np.arange(len(ready.mentors))[None]
    remains = np.ones((len(g), m.size), dtype=bool)
    for rule in rules.RULES:
        remains &= ~rule.broken(ready, g[:, None], m)
        for row in g[~remains.any(axis=1)].tolist():
            told.setdefault(row, (rule.code, rule.nobody))
    return told
