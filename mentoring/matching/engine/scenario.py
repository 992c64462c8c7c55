"""What if: the same problem with some things changed, and two results side by side.

Nothing here knows how an optimum is found, or what a floor costs (`floor.curve`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.rules import RULES
from mentoring.matching.engine.steady import points_of
from mentoring.matching.engine.types import (
    FULL_SHARE,
    Array,
    Criterion,
    Graduates,
    Id,
    InvalidInput,
    Mentors,
    Policy,
    Problem,
    Result,
)

FRENCH = 1
"""The bit of the one language that everybody here speaks."""
MOST_NEWCOMERS = 1_000
"""Mentors that one change may add."""
FLOORS = 8
"""Points of a cost curve, about."""


@dataclass(frozen=True)
class Newcomers:
    """Mentors who do not exist: so many of one job (index in `Tables.job`), with one place each, at one point.

    latitude, longitude: degrees of a commune's centroid, NaN unknown; radius: km; field: index in `Tables.field`, -1
    unknown. Their employer is unknown, they give no kind of help in particular and speak French.
    """

    count: int
    job: int
    region: str
    department: str
    field: int = -1
    latitude: float = float("nan")
    longitude: float = float("nan")
    radius: float = 20
    remote: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_NEWCOMERS:
            raise InvalidInput(f"newcomers are 1 to {MOST_NEWCOMERS}")


@dataclass(frozen=True)
class Changes:
    """What is otherwise; None is as it was.

    weights: of the criteria given alone, the others keep theirs; on_leave: mentors who take nobody more, their frozen
    pairs stay. The rest is named as in `Policy` and `Problem`.
    """

    weights: Mapping[Criterion, int] | None = None
    load_steps: tuple[int, int, int] | None = None
    half_distance_km: int | None = None
    remote_share: int | None = None
    qpv_floor: int | None = None
    newcomers: tuple[Newcomers, ...] = ()
    on_leave: tuple[Id, ...] = ()


def changed(problem: Problem, changes: Changes) -> Problem:
    """The problem so changed; `InvalidInput` when it would make no sense, or a mentor on leave is unknown."""
    mentors = _with(_without(problem.cohort.mentors, changes.on_leave), changes.newcomers)
    floor = problem.qpv_floor if changes.qpv_floor is None else changes.qpv_floor
    if floor < 0:
        raise InvalidInput("a floor is not negative")
    return replace(
        problem,
        cohort=replace(problem.cohort, mentors=mentors),
        policy=changed_policy(problem.policy, changes),
        qpv_floor=floor,
    )


def is_newcomer(mentor: Id) -> bool:
    """Whether this id is of a mentor who does not exist."""
    return str(mentor).startswith("-")


def changed_policy(known: Policy, changes: Changes) -> Policy:
    """The policy so changed."""
    names = ("load_steps", "half_distance_km", "remote_share")
    other = {name: value for name in names if (value := getattr(changes, name)) is not None}
    return replace(known, weights={**known.weights, **(changes.weights or {})}, **other)


def _without(mentors: Mentors, on_leave: Sequence[Id]) -> Mentors:
    away = np.isin(mentors.ids, on_leave) if on_leave else np.zeros(len(mentors), dtype=bool)
    if away.sum() != len(set(on_leave)):
        raise InvalidInput("a mentor on leave whom nobody knows")
    return replace(mentors, available=mentors.available & ~away)


def _with(mentors: Mentors, newcomers: Sequence[Newcomers]) -> Mentors:
    """The newcomers' ids are -1, -2… in the order given, as text where ids are text."""
    if not newcomers:
        return mentors
    counts = [one.count for one in newcomers]
    size = sum(counts)

    def each(name: str) -> Array:
        return np.repeat([getattr(one, name) for one in newcomers], counts)

    same = {
        "languages": np.full(size, FRENCH, dtype=np.uint64),
        "offers": np.zeros(size, dtype=np.uint64),
        "employer": np.full(size, -1),
        "active": np.ones(size, dtype=bool),
        "available": np.ones(size, dtype=bool),
        "capacity": np.ones(size, dtype=np.int64),
    }
    ids = -np.arange(1, size + 1)
    same["ids"] = ids.astype(str) if mentors.ids.dtype.kind == "U" else ids
    theirs = {
        column.name: same[column.name] if column.name in same else each(column.name) for column in fields(Mentors)
    }
    if not len(mentors):
        return Mentors(**theirs)
    return Mentors(**{name: np.concatenate([getattr(mentors, name), values]) for name, values in theirs.items()})


# -- side by side -----------------------------------------------------------------------------------------------------
Made = Mapping[Id, tuple[Id, int]]
"""Graduate → mentor and points."""


@dataclass(frozen=True)
class Figures:
    """A result in a few numbers.

    score: of all pairs, at the yardstick of the comparison; qpv: graduates of priority neighborhoods; waits in days,
    None where there is nobody.
    """

    graduates: int
    places: int
    matched: int
    score: int
    qpv: int
    qpv_matched: int
    matched_wait_mean: int | None
    matched_wait_longest: int | None
    left_wait_mean: int | None
    left_wait_longest: int | None

    @property
    def qpv_share(self) -> int:
        """Per mille of those matched who live in a priority neighborhood."""
        return round(FULL_SHARE * self.qpv_matched / self.matched) if self.matched else 0


@dataclass(frozen=True)
class Move:
    """A graduate whose mentor is another one; None is nobody. Scores at the yardstick of the comparison."""

    graduate: Id
    before: Id | None
    after: Id | None
    score_before: int | None
    score_after: int | None


@dataclass(frozen=True)
class Comparison:
    """Two results; made: the pairs of the second; moves: who loses a mentor, who gains one, who changes, each by id."""

    before: Figures
    after: Figures
    moves: tuple[Move, ...]
    made: Made

    @property
    def gained(self) -> int:
        """Graduates who had nobody."""
        return sum(move.before is None for move in self.moves)

    @property
    def lost(self) -> int:
        """Graduates who have nobody any more."""
        return sum(move.after is None for move in self.moves)


def compare(problem_a: Problem, result_a: Result, problem_b: Problem, result_b: Result) -> Comparison:
    """Both measured with the weights of `problem_a`, whatever those of `problem_b` are."""
    worth_a = points_of(problem_a, result_a)
    worth_b = points_of(replace(problem_b, policy=problem_a.policy), result_b)
    made = _made(result_b, worth_b)
    return Comparison(
        before=figures(problem_a, result_a, worth_a),
        after=figures(problem_b, result_b, worth_b),
        moves=moves_between(_made(result_a, worth_a), made),
        made=made,
    )


def figures(problem: Problem, result: Result, points: Sequence[int]) -> Figures:
    """A result's, whose pairs have these points."""
    people: Graduates = problem.cohort.graduates
    is_matched = np.isin(people.ids, [pair.graduate for pair in result.pairs])
    is_qpv = people.qpv == 1
    waits = [people.waiting[chosen] for chosen in (is_matched, ~is_matched)]
    (matched_mean, matched_longest), (left_mean, left_longest) = map(_mean_and_longest, waits)
    return Figures(
        graduates=len(people),
        places=int((problem.cohort.mentors.capacity * problem.cohort.mentors.available).sum()),
        matched=result.matched,
        score=sum(points),
        qpv=int(is_qpv.sum()),
        qpv_matched=int((is_qpv & is_matched).sum()),
        matched_wait_mean=matched_mean,
        matched_wait_longest=matched_longest,
        left_wait_mean=left_mean,
        left_wait_longest=left_longest,
    )


def moves_between(before: Made, after: Made) -> tuple[Move, ...]:
    """Who changes. Newcomers of one kind are alike, and are not told apart by their numbers: the caller names them."""
    nobody = (None, None)
    moves = [
        Move(graduate, was[0], now[0], was[1], now[1])
        for graduate in sorted(before.keys() | after.keys())
        if (was := before.get(graduate, nobody))[0] != (now := after.get(graduate, nobody))[0]
    ]
    return tuple(sorted(moves, key=lambda move: (move.after is not None, move.before is not None)))


def _made(result: Result, points: Sequence[int]) -> Made:
    return {pair.graduate: (pair.mentor, worth) for pair, worth in zip(result.pairs, points, strict=True)}


def _mean_and_longest(days: Array) -> tuple[int, int] | tuple[None, None]:
    return (round(float(days.mean())), int(days.max())) if days.size else (None, None)


# -- what newcomers bring ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Brought:
    """Newcomers, those who take somebody, the graduates whom no rule keeps from one of them, those who had nobody."""

    newcomers: int
    taking: int
    within: int
    waiting: int


def brought(problem: Problem, before: Result, after: Result) -> Brought:
    """What the newcomers of a changed problem do, and for whom they could."""
    ready = prepare(problem)
    ours, theirs = ready.graduates, ready.mentors
    rows = [row for row, mentor in enumerate(theirs.ids.tolist()) if is_newcomer(mentor)]
    kinds = {(theirs.job[row], theirs.field[row], theirs.region[row], theirs.department[row]): row for row in rows}
    g, m = np.flatnonzero(ready.is_open)[:, None], np.array(list(kinds.values()), dtype=np.int64)[None, :]
    is_kept_apart = np.zeros((g.shape[0], m.shape[1]), dtype=bool)
    for rule in RULES:
        is_kept_apart |= rule.broken(ready, g, m)
    within = ours.ids[g[:, 0]][(~is_kept_apart).any(axis=1)]
    had = [pair.graduate for pair in before.pairs]
    return Brought(
        newcomers=len(rows),
        taking=sum(is_newcomer(pair.mentor) for pair in after.pairs),
        within=len(within),
        waiting=int((~np.isin(within, had)).sum()),
    )


# -- what a floor costs -----------------------------------------------------------------------------------------------
def floors_around(problem: Problem, wanted: int) -> list[int]:
    """Floors worth asking about: none, the one wanted, and evenly to all graduates of priority neighborhoods."""
    everybody = int((problem.cohort.graduates.qpv == 1).sum())
    evenly = [round(everybody * step / FLOORS) for step in range(FLOORS + 1)]
    return sorted({*evenly, min(wanted, everybody)})
