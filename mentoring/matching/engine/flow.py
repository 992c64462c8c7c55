"""The best assignment among listed pairs, as a flow of least cost.

Each graduate sends one unit to a mentor, each mentor passes on as many as he or she has places, and the second and
third unit cost more than the first. With a floor, the first units of the graduates of priority neighborhoods are
paid for. OR-Tools works in whole numbers, exactly, on one thread.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.scoring import Pairs
from mentoring.matching.engine.types import FULL_SCORE, Array

IN_QPV = 1


def bonus_of(ready: Prepared) -> int:
    """Points above what any assignment gains or loses otherwise: one more matched, one nearer the floor."""
    return (FULL_SCORE + max(ready.policy.load_steps)) * (len(ready.graduates) + 1)


def best_flow(ready: Prepared, pairs: Pairs) -> Array:
    """Positions in `pairs` of those to make: as many as possible, then up to the floor, then the most points."""
    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    n, m = len(ready.graduates), len(ready.mentors)
    flow, sink = SimpleMinCostFlow(), n + m
    _add(flow, pairs.graduate, pairs.mentor + np.int32(n), np.ones(len(pairs)), -pairs.score.astype(np.int64))
    for mentors, capacity, cost in load_arcs(ready):
        _add(flow, mentors + n, np.full(len(mentors), sink), capacity, cost)
    graduates = np.unique(pairs.graduate)
    if ready.qpv_floor:
        _add_floor(flow, ready, graduates, source=n + m + 1)
    else:
        flow.set_nodes_supplies(graduates, np.ones(len(graduates), dtype=np.int64))
    flow.set_node_supply(sink, -len(graduates))
    status = flow.solve_max_flow_with_min_cost()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise RuntimeError(f"the flow has no optimum: {status}")
    return np.flatnonzero(flow.flows(np.arange(len(pairs), dtype=np.int32)))


def _add_floor(flow: SimpleMinCostFlow, ready: Prepared, graduates: Array, source: int) -> None:
    """All units leave one source; those of priority neighborhoods by a gate that pays up to the floor."""
    gate = source + 1
    is_qpv = ready.graduates.qpv[graduates] == IN_QPV
    for start, these in ((gate, graduates[is_qpv]), (source, graduates[~is_qpv])):
        _add(flow, np.full(len(these), start), these, np.ones(len(these)), np.zeros(len(these)))
    paid = min(ready.qpv_floor, int(is_qpv.sum()))
    _add(flow, np.full(2, source), np.full(2, gate), [paid, is_qpv.sum() - paid], [-bonus_of(ready), 0])
    flow.set_node_supply(source, len(graduates))


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


def _add(flow: SimpleMinCostFlow, tails: ArrayLike, heads: ArrayLike, capacities: ArrayLike, costs: ArrayLike) -> None:
    ends = (np.asarray(end).astype(np.int32) for end in (tails, heads))
    flow.add_arcs_with_capacity_and_unit_cost(*ends, *(np.asarray(c).astype(np.int64) for c in (capacities, costs)))
