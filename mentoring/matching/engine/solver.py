"""The best assignment of a whole scope: as many graduates as possible, then the most points.

A flow of least cost: each graduate sends one unit to a mentor, each mentor passes on as many as he or she has places,
and the second and third unit cost more than the first. OR-Tools works in whole numbers, exactly, on one thread.
"""

from collections.abc import Callable, Iterator

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from mentoring.matching.engine.outcome import result_of
from mentoring.matching.engine.prepare import Prepared, prepare
from mentoring.matching.engine.scoring import Block, Pairs, blocks, rows_to_look_at
from mentoring.matching.engine.types import Array, Cancelled, Problem, Result

Progress = Callable[[str, int, int], None]
"""Called with a step (`scoring`, `solving`, `done`), rows done, rows in all."""


def solve(
    problem: Problem, *, progress: Progress = lambda *_: None, cancelled: Callable[[], bool] = lambda: False
) -> Result:
    """The optimum; `InvalidInput` when the problem cannot be used, `Cancelled` when the hook said so.

    `cancelled` is asked before each block and on both sides of the flow, which cannot be interrupted itself.
    """
    ready = prepare(problem)
    pairs = collect(ready, progress, cancelled)
    progress("solving", 0, len(pairs))
    _heed(cancelled)
    chosen = best_flow(ready, pairs)
    _heed(cancelled)
    result = result_of(ready, pairs, pairs.graduate[chosen], pairs.mentor[chosen])
    progress("done", len(pairs), len(pairs))
    return result


def collect(
    ready: Prepared, progress: Progress = lambda *_: None, cancelled: Callable[[], bool] = lambda: False
) -> Pairs:
    """All feasible pairs of the open graduates, scored."""
    found: list[Block] = []
    done, total = 0, rows_to_look_at(ready)
    for block in blocks(ready):
        _heed(cancelled)
        found.append(block)
        done += block.rows
        progress("scoring", done, total)
    columns = (("graduate", np.int32), ("mentor", np.int32), ("score", np.int16))
    return Pairs(
        *(
            np.concatenate([np.zeros(0, dtype=kind), *(getattr(block.pairs, name) for block in found)])
            for name, kind in columns
        )
    )


def best_flow(ready: Prepared, pairs: Pairs) -> Array:
    """Positions in `pairs` of those to make."""
    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    n, m = len(ready.graduates), len(ready.mentors)
    flow = SimpleMinCostFlow()
    _add(
        flow,
        pairs.graduate,
        pairs.mentor + np.int32(n),
        np.ones(len(pairs), dtype=np.int64),
        -pairs.score.astype(np.int64),
    )
    for mentors, capacity, cost in load_arcs(ready):
        _add(flow, mentors + n, np.full(len(mentors), n + m), capacity, cost)
    graduates = np.unique(pairs.graduate)
    flow.set_nodes_supplies(graduates, np.ones(len(graduates), dtype=np.int64))
    flow.set_node_supply(n + m, -len(graduates))
    status = flow.solve_max_flow_with_min_cost()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise RuntimeError(f"the flow has no optimum: {status}")
    return np.flatnonzero(flow.flows(np.arange(len(pairs), dtype=np.int32)))


def load_arcs(ready: Prepared) -> Iterator[tuple[Array, Array, Array]]:
    """Mentors with a place, how many each, the cost of one: place by place unless load costs nothing."""
    steps = np.array(ready.policy.load_steps, dtype=np.int64)
    if not steps.any():
        mentors = np.flatnonzero(ready.free)
        yield mentors, ready.free[mentors], np.zeros(len(mentors), dtype=np.int64)
        return
    for place in range(len(steps)):
        mentors = np.flatnonzero(ready.free > place)
        yield mentors, np.ones(len(mentors), dtype=np.int64), steps[ready.started[mentors] + place]


def _add(flow: SimpleMinCostFlow, tails: Array, heads: Array, capacities: Array, costs: Array) -> None:
    flow.add_arcs_with_capacity_and_unit_cost(tails.astype(np.int32), heads.astype(np.int32), capacities, costs)


def _heed(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
