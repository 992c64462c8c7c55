"""The best assignment of a whole scope, proved: as many graduates as possible, then the most points.

A flow over short lists of pairs finds an assignment; prices show which pairs left out would better it; they are
listed, and so on until there is none among all the feasible pairs. The last prices are the proof.
"""

from collections.abc import Callable

import numpy as np

from mentoring.matching.engine.flow import best_flow
from mentoring.matching.engine.lists import Feasible, best_of_both_sides, scan
from mentoring.matching.engine.outcome import result_of
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.prices import Assignment, Prices, prices_of
from mentoring.matching.engine.scoring import Pairs, joined
from mentoring.matching.engine.types import Array, Cancelled, Problem, Result

Progress = Callable[[str, int, int], None]
"""Called with a step (`scoring`, `solving`, `done`), rows done, rows in all."""
NEAR = 700
"""Points that a pair may lack and still be listed, once there are prices."""
MOST_NEAR = 24
"""Pairs near the best, for each person, above which fewer points count as near."""


def solve(
    problem: Problem, *, progress: Progress = lambda *_: None, cancelled: Callable[[], bool] = lambda: False
) -> Result:
    """The optimum with its certificate; `InvalidInput` when the problem cannot be used, `Cancelled` by the hook.

    `cancelled` is asked before each block and between flows, which cannot be interrupted themselves.
    """
    ready = prepare(problem)
    feasible = scan(ready, progress, cancelled)
    progress("solving", 0, len(feasible))
    made, prices, rounds = optimum(feasible, cancelled)
    result = result_of(feasible, made, prices, rounds)
    progress("done", len(feasible), len(feasible))
    return result


def optimum(feasible: Feasible, cancelled: Callable[[], bool] = lambda: False) -> tuple[Pairs, Prices, int]:
    """The pairs to make, the prices that prove it, how many flows it took."""
    ready, listed, rounds = feasible.ready, best_of_both_sides(feasible), 0
    while True:
        _heed(cancelled)
        rounds += 1
        made = listed.take(best_flow(ready, listed))
        _heed(cancelled)
        prices = prices_of(ready, listed, Assignment.of(ready, made))
        near, is_proved = _near(feasible, prices)
        if is_proved:
            return made, prices, rounds
        listed = near if rounds == 1 else _union(feasible, listed, near)


def _near(feasible: Feasible, prices: Prices) -> tuple[Pairs, bool]:
    """The pairs that are missed or lack little, and whether none is missed.

    What is little is halved until no more are near than a flow takes easily; those missed are all there.
    """
    most = MOST_NEAR * (len(feasible.ready.graduates) + len(feasible.ready.mentors))
    found: list[tuple[Pairs, Array]] = []
    near, least, count = NEAR, 0, 0
    for block in feasible.blocks:
        pairs = block.pairs()
        lacking = prices.lacking(feasible.ready, pairs)
        least = min(least, int(lacking.min(initial=0)))
        found.append(_within(pairs, lacking, near))
        count += len(found[-1][0])
        while count > most and near > 1:
            near //= 2
            found = [_within(*one, near) for one in found]
            count = sum(len(pairs) for pairs, _lacking in found)
    return joined([pairs for pairs, _lacking in found]), least == 0


def _within(pairs: Pairs, lacking: Array, near: int) -> tuple[Pairs, Array]:
    chosen = np.flatnonzero(lacking < near)
    return pairs.take(chosen), lacking[chosen]


def _union(feasible: Feasible, some: Pairs, others: Pairs) -> Pairs:
    """Each once, in one order: lists only grow from here on, so that the rounds end."""
    both = joined([some, others])
    keys = both.graduate.astype(np.int64) * len(feasible.ready.mentors) + both.mentor
    return both.take(np.unique(keys, return_index=True)[1])


def _heed(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
