"""Other ways to the same optimum: every assignment of a small case, scipy with capacities expanded, OR-Tools bare."""

import time
from collections.abc import Collection, Iterator

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.scoring import Pairs
from mentoring.matching.engine.types import FULL_SCORE


def assignment_by_brute_force(
    worth: dict[tuple[str, str], int],
    places: dict[str, list[int]],
    qpv: Collection[str] = (),
    floor: int = 0,
) -> tuple[int, int, int]:
    """Matched, those of `qpv` up to the floor, value (score less load) of the best of all assignments.

    `places`: what each place of a mentor costs.
    """
    graduates = sorted({graduate for graduate, _mentor in worth})

    def values(at: int, taken: dict[str, int]) -> Iterator[tuple[int, int, int]]:
        if at == len(graduates):
            yield 0, 0, 0
            return
        yield from values(at + 1, taken)
        for (graduate, mentor), score in worth.items():
            used = taken.get(mentor, 0)
            if graduate == graduates[at] and used < len(places[mentor]):
                for matched, counted, value in values(at + 1, taken | {mentor: used + 1}):
                    yield matched + 1, counted + (graduate in qpv), value + score - places[mentor][used]

    return max((matched, min(counted, floor), value) for matched, counted, value in values(0, {}))


def assignment_by_scipy(ready: Prepared, pairs: Pairs, *, dense: bool = False) -> tuple[int, int]:
    """Matched and value: a column per place, and one per graduate that stands for nobody at a price above all."""
    n, first = len(ready.graduates), np.cumsum(ready.free) - ready.free
    mentors, costs = _places(ready)
    copies = ready.free[pairs.mentor]
    rows = np.repeat(pairs.graduate, copies)
    starts = np.cumsum(copies) - copies
    columns = np.repeat(first[pairs.mentor] - starts, copies) + np.arange(copies.sum())
    worst = FULL_SCORE + max(ready.policy.load_steps) + 1
    prices = worst + costs[columns] - np.repeat(pairs.score.astype(np.int64), copies)
    nobody = 2 * worst * (n + 1)
    rows, columns = np.append(rows, np.arange(n)), np.append(columns, len(mentors) + np.arange(n))
    prices = np.append(prices, np.full(n, nobody)).astype(float)
    matrix = csr_array((prices, (rows, columns)), shape=(n, len(mentors) + n))
    if dense:
        full = matrix.toarray()
        full[full == 0] = n * nobody
        rows, columns = linear_sum_assignment(full)
    else:
        rows, columns = min_weight_full_bipartite_matching(matrix)
    is_paired = columns < len(mentors)
    paid = np.asarray(matrix[rows[is_paired], columns[is_paired]], dtype=np.int64)
    return int(is_paired.sum()), int((worst - paid).sum())


def own_solve(ready: Prepared, pairs: Pairs) -> float:
    """Processor seconds of OR-Tools' solve alone on the whole graph, built with one sink and a cost for each place."""
    n, sink = len(ready.graduates), len(ready.graduates) + len(ready.mentors)
    flow = SimpleMinCostFlow()
    ones = np.ones(len(pairs), dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        pairs.graduate, (pairs.mentor + n).astype(np.int32), ones, -pairs.score.astype(np.int64)
    )
    mentors, costs = _places(ready)
    sinks = np.full(len(mentors), sink, dtype=np.int32)
    ones = np.ones(len(mentors), dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost((mentors + n).astype(np.int32), sinks, ones, costs)
    flow.set_nodes_supplies(np.arange(n), np.ones(n, dtype=np.int64))
    flow.set_node_supply(sink, -n)
    began = time.process_time()
    flow.solve_max_flow_with_min_cost()
    return time.process_time() - began


def _places(ready: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """The mentor of each free place, and its cost."""
    mentors = np.repeat(np.arange(len(ready.free)), ready.free)
    place = np.arange(len(mentors)) - (np.cumsum(ready.free) - ready.free)[mentors]
    return mentors, np.array(ready.policy.load_steps, dtype=np.int64)[ready.started[mentors] + place]
