"""What it costs to change a pair of an assignment that stands: who gives way to whom, down to a free place.

To take a place at a mentor who has none left, one of his or her graduates goes to another mentor, whose graduate goes
to another… or is left with nobody. The cheapest such chain is a shortest path on the residual graph; only graduates
that may move do. All of it in whole numbers, on the pairs of the scope.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mentoring.matching.engine.flow import bonus_of
from mentoring.matching.engine.lists import Feasible
from mentoring.matching.engine.prices import Assignment, step_of
from mentoring.matching.engine.scoring import Pairs
from mentoring.matching.engine.types import Array


class Improvable(Exception):  # noqa: N818 (said of a standing, no error)
    """The assignment itself can be bettered by a round of exchanges: run the matching again."""


NOBODY = -1
OUT_OF_REACH = np.int64(1) << 60
"""No chain ends: more than any sum of points."""


@dataclass(frozen=True)
class Move:
    """A graduate, by row, and the rows of the mentors before and after; `NOBODY` for none."""

    graduate: int
    before: int
    after: int


@dataclass(frozen=True)
class Change:
    """Moves that happen together, and what they cost: points of the whole, graduates left with nobody."""

    moves: tuple[Move, ...]
    points: int
    unmatched: int

    def worth(self, bonus: int) -> int:
        """What the whole gains, the number matched first."""
        return -self.points - bonus * self.unmatched


@dataclass(frozen=True, eq=False)
class Standing:
    """An assignment as it stands; movable (n,) bool: may be given another mentor, or none."""

    feasible: Feasible
    assignment: Assignment
    movable: Array

    def best(self, graduate: int) -> Change | None:
        """The best mentor for somebody, others giving way if all gain by it; None when leaving things is best."""
        found = [change for change in self.choices(graduate) if change.worth(self._bonus) > 0]
        return max(found, key=lambda change: change.worth(self._bonus), default=None)

    def choices(self, graduate: int, among: Array | None = None) -> list[Change]:
        """What each feasible mentor (or each of `among`, rows) costs for a graduate, by mentor's row.

        Who gains most by the place left takes it. Mentors whose place nobody can leave are left out.
        """
        held = int(self.assignment.mates[graduate])
        base, filled = self._without(graduate)
        chains = _Chains(base)
        own = self.feasible.of(np.array([graduate]))
        own = own.take(own.mentor != held)
        if among is not None:
            own = own.take(np.isin(own.mentor, among))
        lost = 0
        if held != NOBODY:
            place = self.assignment.used(self.feasible.ready) - 1
            lost = int(self.assignment.score[graduate]) + self._bonus - int(step_of(self.feasible.ready, place)[held])
        if filled is not None:
            lost -= filled.worth(self._bonus)
        told = []
        for mentor, score in sorted(zip(own.mentor.tolist(), own.score.tolist(), strict=True)):
            if chains.loss[mentor] < OUT_OF_REACH:
                then = () if filled is None else filled.moves
                moves = _once([Move(graduate, held, mentor), *then, *chains.moves(mentor)])
                unmatched = sum((move.after == NOBODY) - (move.before == NOBODY) for move in moves)
                cost = lost + int(chains.loss[mentor]) - score - self._bonus
                told.append(Change(moves, cost - unmatched * self._bonus, unmatched))
        return told

    def _without(self, graduate: int) -> tuple["Standing", Change | None]:
        """The standing once somebody is gone, and who has taken the place."""
        mates, score = self.assignment.mates.copy(), self.assignment.score.copy()
        held, mates[graduate], score[graduate] = int(mates[graduate]), NOBODY, 0
        movable = self.movable.copy()
        movable[graduate] = False
        gone = Standing(self.feasible, Assignment(mates, score), movable)
        filled = gone.refill(held) if held != NOBODY else None
        return (gone if filled is None else gone.apply(filled)), filled

    def mend(self, graduate: int, mentor: int) -> Change | None:
        """After a decline: the best for somebody without mentor, and for the place that it leaves; None for nothing.

        What stood before being the best, what stands after is the best again.
        """
        others = replace(self, movable=self.movable & (np.arange(len(self.movable)) != graduate))
        first = others.refill(mentor)
        after = self if first is None else self.apply(first)
        second = after.best(graduate)
        return merged([change for change in (first, second) if change is not None])

    def refill(self, mentor: int) -> Change | None:
        """Who gains most by a free place at a mentor, and by those that are left in turn."""
        return _Vacancies(self).filled(mentor)

    def apply(self, change: Change) -> "Standing":
        """The standing after it."""
        mates, score = self.assignment.mates.copy(), self.assignment.score.copy()
        moved = self.feasible.of(np.array([move.graduate for move in change.moves]))
        couples = zip(moved.graduate.tolist(), moved.mentor.tolist(), strict=True)
        known = dict(zip(couples, moved.score.tolist(), strict=True))
        for move in change.moves:
            mates[move.graduate] = move.after
            score[move.graduate] = known.get((move.graduate, move.after), 0)
        return Standing(self.feasible, Assignment(mates, score), self.movable)

    @property
    def _bonus(self) -> int:
        return bonus_of(self.feasible.ready)


class _Chains:
    """The cheapest way to free one place at each mentor.

    loss (m,): what it costs; through (m,): who leaves, `NOBODY` when a place is free; towards (n,): where they go.
    """

    def __init__(self, standing: Standing) -> None:
        ready, assignment = standing.feasible.ready, standing.assignment
        self.bonus = bonus_of(ready)
        self.mates, self.score = assignment.mates, assignment.score
        used = assignment.used(ready)
        self.loss = np.where(used < ready.free, step_of(ready, used), OUT_OF_REACH)
        self.through = np.full(len(ready.mentors), NOBODY)
        self.towards = np.full(len(ready.graduates), NOBODY)
        movers = np.flatnonzero(standing.movable & (self.mates >= 0))
        self._relax(movers, _by_graduate(standing.feasible.of(movers)))

    def _relax(self, movers: Array, pairs: Pairs) -> None:
        """Bellman and Ford, all movers at once, until no place gets cheaper."""
        own = self.score + self.bonus
        starts = np.flatnonzero(np.diff(pairs.graduate, prepend=-1))
        worth = np.where(pairs.mentor == self.mates[pairs.graduate], -OUT_OF_REACH, pairs.score + np.int64(self.bonus))
        rows = np.repeat(np.arange(len(starts)), np.diff([*starts, len(pairs)]))
        heads = pairs.graduate[starts]
        for _sweep in range(len(self.loss) + 2):
            gain = np.zeros(len(self.mates), dtype=np.int64)  # of leaving for the best mentor; for nobody: 0
            towards = np.full(len(self.mates), NOBODY)
            if len(starts):
                offered = worth - self.loss[pairs.mentor]
                best = np.maximum.reduceat(offered, starts)
                at = np.full(len(starts), len(pairs))
                is_best = np.flatnonzero(offered == best[rows])
                np.minimum.at(at, rows[is_best], is_best)
                leaves = best > 0
                gain[heads[leaves]] = best[leaves]
                towards[heads[leaves]] = pairs.mentor[at[leaves]]
            costs = own[movers] - gain[movers]
            order = np.lexsort((movers, costs))
            cheapest, first = np.unique(self.mates[movers][order], return_index=True)
            chosen = order[first]
            is_better = costs[chosen] < self.loss[cheapest]
            if not is_better.any():
                return
            cheaper, who = cheapest[is_better], movers[chosen[is_better]]
            self.loss[cheaper], self.through[cheaper] = costs[chosen[is_better]], who
            self.towards[who] = towards[who]
        raise Improvable

    def moves(self, mentor: int) -> Iterator[Move]:
        """Who moves for a place there, one giving way to the other."""
        at = mentor
        while at != NOBODY and (who := int(self.through[at])) != NOBODY:
            at = int(self.towards[who])
            yield Move(who, int(self.mates[who]), at)


class _Vacancies:
    """What a place given up is worth, filled again or not: value (m,), by (m,) who takes it, `NOBODY` for no one."""

    def __init__(self, standing: Standing) -> None:
        feasible, assignment = standing.feasible, standing.assignment
        self.standing, self.ready = standing, feasible.ready
        self.bonus = bonus_of(self.ready)
        self.used = assignment.used(self.ready)
        self.value = np.where(self.used > 0, step_of(self.ready, self.used - 1), 0)
        self.by = np.full(len(self.value), NOBODY)
        self.mates = assignment.mates
        is_frozen = ~self.ready.is_open
        pairs = feasible.of(np.flatnonzero(standing.movable & ~is_frozen))
        pairs = pairs.take(pairs.mentor != self.mates[pairs.graduate])
        self.pairs = pairs.take(np.lexsort((pairs.graduate, pairs.mentor)))
        self._relax()

    def _bids(self) -> Array:
        """What each pair would bring, less what its graduate leaves."""
        mates = self.mates[self.pairs.graduate]
        own = self.standing.assignment.score[self.pairs.graduate] + self.bonus - np.append(self.value, 0)[mates]
        return self.pairs.score + np.int64(self.bonus) - np.where(mates >= 0, own, 0)

    def _relax(self) -> None:
        starts = np.flatnonzero(np.diff(self.pairs.mentor, prepend=-1))
        rows, heads = np.repeat(np.arange(len(starts)), np.diff([*starts, len(self.pairs)])), self.pairs.mentor[starts]
        for _sweep in range(len(self.value) + 2):
            bids = self._bids()
            best = np.maximum.reduceat(bids, starts) if len(starts) else bids
            is_better = (best > self.value[heads]) & (self.used[heads] > 0)
            if not is_better.any():
                return
            at = np.full(len(starts), len(self.pairs))
            is_best = np.flatnonzero(bids == best[rows])
            np.minimum.at(at, rows[is_best], is_best)
            self.value[heads[is_better]] = best[is_better]
            self.by[heads[is_better]] = self.pairs.graduate[at[is_better]]
        raise Improvable

    def filled(self, mentor: int) -> Change | None:
        """The moves that fill one more place there, if the whole gains."""
        if self.used[mentor] >= self.ready.free[mentor]:
            return None
        here = self.pairs.mentor == mentor
        bids = self._bids()[here]
        gain = int(bids.max(initial=0)) - int(step_of(self.ready, self.used)[mentor])
        if gain <= 0:
            return None
        who, at, moves = int(self.pairs.graduate[here][int(bids.argmax())]), mentor, []
        while who != NOBODY:
            held = int(self.mates[who])
            moves.append(Move(who, held, at))
            at, who = held, int(self.by[held]) if held != NOBODY else NOBODY
        unmatched = -int(moves[-1].before == NOBODY)
        return Change(tuple(moves), -gain - unmatched * self.bonus, unmatched)


def merged(changes: Sequence[Change]) -> Change | None:
    """Changes one after the other, as one: whoever ends where they began has not moved."""
    moves = _once([move for change in changes for move in change.moves])
    if not moves:
        return None
    return Change(moves, sum(change.points for change in changes), sum(change.unmatched for change in changes))


def _once(moves: Iterable[Move]) -> tuple[Move, ...]:
    """From where each began to where they end, in the order in which they first move."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for move in moves:
        first.setdefault(move.graduate, move.before)
        last[move.graduate] = move.after
    return tuple(Move(who, first[who], last[who]) for who in first if first[who] != last[who])


def _by_graduate(pairs: Pairs) -> Pairs:
    return pairs.take(np.lexsort((pairs.mentor, pairs.graduate)))
