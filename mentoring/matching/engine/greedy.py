"""What sorting by hand does, for comparison: the best pair first, then the best of those still free."""

import numpy as np

from mentoring.matching.engine.lists import Feasible, scan
from mentoring.matching.engine.outcome import result_of
from mentoring.matching.engine.prepare import Prepared, prepare
from mentoring.matching.engine.scoring import Pairs
from mentoring.matching.engine.types import Array, Problem, Result

_AT_ONCE = 1 << 16


def greedy(problem: Problem) -> Result:
    """Ties go to the lower id of the graduate, then of the mentor; load is not looked at, only counted."""
    return best_first(scan(prepare(problem)))


def best_first(feasible: Feasible) -> Result:
    """The same, people compared already."""
    pairs = feasible.pairs()
    return result_of(feasible, pairs.take(first_free(feasible.ready, pairs)))


def first_free(ready: Prepared, pairs: Pairs) -> Array:
    """Positions in `pairs` of those taken."""
    order = np.lexsort((pairs.mentor, pairs.graduate, -pairs.score))
    is_waiting, free, chosen = np.ones(len(ready.graduates), dtype=bool), ready.free.copy(), []
    for start in range(0, len(order), _AT_ONCE):
        some = order[start : start + _AT_ONCE]
        some = some[is_waiting[pairs.graduate[some]] & (free[pairs.mentor[some]] > 0)]
        for i, g, m in zip(some.tolist(), pairs.graduate[some].tolist(), pairs.mentor[some].tolist(), strict=True):
            if is_waiting[g] and free[m]:
                is_waiting[g] = False
                free[m] -= 1
                chosen.append(i)
    return np.array(chosen, dtype=np.int64)
