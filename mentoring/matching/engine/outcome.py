"""From rows chosen to a result: pairs by id, who is left without mentor and by which rule."""

import numpy as np

from mentoring.matching.engine import rules
from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.scoring import BLOCK, Pairs, scores
from mentoring.matching.engine.types import Array, Pair, Policy, Result, Unmatched

NO_MENTOR = ("no_mentor", "Il n’y a ni parrain ni marraine dans ce périmètre.")
PLACES_TAKEN = ("places_taken", "Des binômes étaient possibles, mais toutes leurs places sont prises.")


def result_of(ready: Prepared, pairs: Pairs, graduates: Array, mentors: Array) -> Result:
    """The result in which these rows, and the frozen ones, are paired; `pairs` are all that were feasible."""
    g = np.concatenate([ready.frozen[:, 0], graduates])
    m = np.concatenate([ready.frozen[:, 1], mentors])
    is_frozen = np.arange(len(g)) < len(ready.frozen)
    points = scores(ready, g, m)
    made = tuple(
        Pair(*ready.couple(int(g[i]), int(m[i])), score=int(points[i]), is_frozen=bool(is_frozen[i]))
        for i in np.argsort(g)
    )
    return Result(
        pairs=made,
        unmatched=_unmatched(ready, pairs, g),
        score=int(points.sum(dtype=np.int64)),
        load_cost=sum(load_cost(ready.policy, taken) for taken in np.bincount(m).tolist()),
        feasible=len(pairs),
    )


def load_cost(policy: Policy, taken: int) -> int:
    """Points taken from the total for a mentor with so many graduates; past the last step each costs as much."""
    steps = policy.load_steps
    return sum(steps[:taken]) + max(taken - len(steps), 0) * steps[-1]


def _unmatched(ready: Prepared, pairs: Pairs, matched: Array) -> tuple[Unmatched, ...]:
    is_left, is_possible = np.ones(len(ready.graduates), dtype=bool), np.zeros(len(ready.graduates), dtype=bool)
    is_left[matched] = False
    is_possible[pairs.graduate] = True
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
