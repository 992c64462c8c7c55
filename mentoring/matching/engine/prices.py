"""What a mentor's place is worth: the prices that prove an assignment the best of all.

A pair is worth p = score + bonus (+ the floor's price, for a graduate of a priority neighborhood). At the least prices
v under which nobody prefers another mentor to his or her own, a pair with p > u + v shows that the assignment can be
bettered, and none shows that it cannot: linear duality, in whole numbers.
"""

from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.flow import IN_QPV, bonus_of
from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.scoring import Pairs
from mentoring.matching.engine.types import Array


@dataclass(frozen=True, eq=False)
class Assignment:
    """mates (n,) row of each graduate's mentor, -1 nobody or frozen; score (n,) of the pair, 0 without one."""

    mates: Array
    score: Array

    @classmethod
    def of(cls, ready: Prepared, made: Pairs) -> "Assignment":
        """These pairs and no other."""
        mates = np.full(len(ready.graduates), -1, dtype=np.int64)
        score = np.zeros(len(mates), dtype=np.int64)
        mates[made.graduate], score[made.graduate] = made.mentor, made.score
        return cls(mates, score)

    @property
    def matched(self) -> Array:
        """Rows of the graduates with a mentor."""
        return np.flatnonzero(self.mates >= 0)

    def used(self, ready: Prepared) -> Array:
        """(m,) places given."""
        return np.bincount(self.mates[self.matched], minlength=len(ready.mentors))


@dataclass(frozen=True, eq=False)
class Prices:
    """graduates (n,), mentors (m,), floor: one number; sweeps it took."""

    graduates: Array
    mentors: Array
    floor: int
    sweeps: int = 0

    def lacking(self, ready: Prepared, pairs: Pairs) -> Array:
        """(p,) what each pair lacks to be as good as the best: 0 for those made, below 0 where the proof fails."""
        return self.due(ready)[pairs.graduate] + self.mentors[pairs.mentor] - pairs.score

    def due(self, ready: Prepared) -> Array:
        """(n,) what a graduate's pair has to score, less the mentor's price, to be among the best."""
        return self.graduates - bonus_of(ready) - self.floor * is_qpv(ready)


def is_qpv(ready: Prepared) -> Array:
    """(n,) 1 for graduates of priority neighborhoods, else 0."""
    return (ready.graduates.qpv == IN_QPV).astype(np.int64)


def step_of(ready: Prepared, place: Array) -> Array:
    """(m,) what the mentor's place of this number (m,) costs, 0 the first of the run."""
    steps = np.array(ready.policy.load_steps, dtype=np.int64)
    return steps[np.clip(ready.started + place, 0, len(steps) - 1)]


def prices_of(ready: Prepared, pairs: Pairs, assignment: Assignment) -> Prices:
    """The least prices for which no listed pair betters the assignment, which is the best among them.

    Bellman and Ford on the residual graph, all pairs at once: prices only rise. Raises `RuntimeError` when they rise
    without end, which says that the assignment was not the best.
    """
    bonus, q, mates = bonus_of(ready), is_qpv(ready), assignment.mates
    own = np.where(mates >= 0, assignment.score + bonus, 0)
    order = np.argsort(pairs.mentor, kind="stable")
    listed = pairs.take(order)
    starts = np.flatnonzero(np.diff(listed.mentor, prepend=-1))
    heads, worth, graduate = listed.mentor[starts], listed.score + np.int64(bonus), listed.graduate
    used = assignment.used(ready)
    v = np.where(used > 0, step_of(ready, used - 1), 0)
    reached = int(q[assignment.matched].sum())
    mu = bonus if reached < ready.qpv_floor else 0
    gated = np.flatnonzero((mates >= 0) & (q == 1)) if 0 < ready.qpv_floor == reached else np.zeros(0, dtype=np.int64)
    for sweep in range(1, len(v) + len(q) + 3):
        u = np.where(mates >= 0, own + mu * q - np.append(v, 0)[mates], 0)
        risen = v.copy()
        if len(starts):
            bids = np.maximum.reduceat(worth + (mu * q - u)[graduate], starts)
            risen[heads] = np.maximum(v[heads], bids)
        floor = max(mu, int((v[mates[gated]] - own[gated]).max(initial=0)))
        if floor == mu and (risen == v).all():
            return Prices(u, v, mu, sweep)
        v, mu = risen, floor
    raise RuntimeError("prices rise without end: the assignment is not the best among the listed pairs")
