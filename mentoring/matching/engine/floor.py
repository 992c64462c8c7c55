"""What it costs to match more graduates of priority neighborhoods: one optimum for each floor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mentoring.matching.engine.certificate import value_of
from mentoring.matching.engine.flow import bonus_of
from mentoring.matching.engine.lists import Feasible, scan
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.prices import Assignment, is_qpv
from mentoring.matching.engine.solver import optimum
from mentoring.matching.engine.types import Problem


@dataclass(frozen=True)
class Point:
    """The floor asked, how many of priority neighborhoods and of all are matched, score less load, price of one more.

    Frozen pairs aside. The number matched in all is the same for every floor.
    """

    floor: int
    qpv_matched: int
    matched: int
    value: int
    price: int


def curve(
    problem: Problem, floors: Sequence[int], *, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Point, ...]:
    """The optimum for each floor, people compared once."""
    feasible = scan(prepare(problem), cancelled=cancelled)
    return tuple(_point(feasible, floor, cancelled) for floor in floors)


def _point(feasible: Feasible, floor: int, cancelled: Callable[[], bool]) -> Point:
    ready = replace(feasible.ready, qpv_floor=floor)
    made, prices, _rounds = optimum(Feasible(ready, feasible.blocks), cancelled)
    value = value_of(ready, Assignment.of(ready, made))
    qpv = int(is_qpv(ready)[made.graduate].sum())
    value -= bonus_of(ready) * (len(made) + min(qpv, floor))
    return Point(floor, qpv, len(made), value, prices.floor)
