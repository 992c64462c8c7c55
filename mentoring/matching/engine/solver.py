"""The best assignment of a whole scope, proved: as many graduates as possible, then the most points.

A flow over short lists of pairs finds an assignment; prices show which pairs left out would better it; they are
listed, and so on until there is none among all the feasible pairs. The last prices are the proof.
"""

from collections.abc import Callable
from dataclasses import dataclass

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
Cancel = Callable[[], bool]
"""Asked whether to stop."""
NEAR = 700
"""Points that a pair may lack and still be listed, once there are prices."""
MOST_NEAR = 32
"""Near pairs of one graduate that are listed at once."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A result with what it was found among, for whoever asks on."""

    result: Result
    feasible: Feasible
    prices: Prices


def solve(problem: Problem, *, progress: Progress = lambda *_: None, cancelled: Cancel = lambda: False) -> Result:
    """The optimum with its certificate; see `solution_of`."""
    return solution_of(problem, progress=progress, cancelled=cancelled).result


def solution_of(
    problem: Problem, *, progress: Progress = lambda *_: None, cancelled: Cancel = lambda: False
) -> Solution:
    """The optimum with its certificate; `InvalidInput` when the problem cannot be used, `Cancelled` by the hook.

    `cancelled` is asked before each block and between flows, which cannot be interrupted themselves.
    """
    ready = prepare(problem)
    feasible = scan(ready, progress, cancelled)
    progress("solving", 0, len(feasible))
    made, prices, rounds = optimum(feasible, cancelled)
    result = result_of(feasible, made, prices, rounds)
    progress("done", len(feasible), len(feasible))
    return Solution(result, feasible, prices)


def optimum(feasible: Feasible, cancelled: Cancel = lambda: False) -> tuple[Pairs, Prices, int]:
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
    """Of each graduate the pairs that are missed or lack little, and whether none is missed."""
    found, least = [], 0
    due = prices.due(feasible.ready)
    for block in feasible.blocks:
        row = block.row()
        lacking = due[block.graduates][row] + prices.mentors[block.mentors][block.column] - block.score
        least = min(least, int(lacking.min(initial=0)))
        near = np.flatnonzero(lacking < NEAR)
        if len(near) > MOST_NEAR * len(block.graduates):
            near = near[_first(row[near], lacking[near], MOST_NEAR)]
        found.append(block.some(row, near))
    return joined(found), least == 0


def _first(rows: Array, values: Array, most: int) -> Array:
    """Positions of the least values of each row."""
    order = np.lexsort((values, rows))
    starts = np.flatnonzero(np.diff(rows[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff([*starts, len(order)]))
    return np.sort(order[place < most])


def _union(feasible: Feasible, some: Pairs, others: Pairs) -> Pairs:
    """Each once, in one order: lists only grow from here on, so that the rounds end."""
    both = joined([some, others])
    keys = both.graduate.astype(np.int64) * len(feasible.ready.mentors) + both.mentor
    return both.take(np.unique(keys, return_index=True)[1])


def _heed(cancelled: Cancel) -> None:
    if cancelled():
        raise Cancelled
