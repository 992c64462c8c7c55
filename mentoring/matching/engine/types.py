"""What goes into a run and what comes out: arrays of one scope's people, a policy, an explained result.

Shapes: `n` graduates, `m` mentors, `j` jobs, `f` fields of study. Rows come in any order, ids are what is stable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Id = str | int

FULL_SCORE = 10_000
"""Points of a pair that fulfils every criterion."""
FULL_SHARE = 1_000
"""Similarities and fulfilments are per mille."""
MOST_PLACES = 3
"""The most graduates one mentor takes in one run."""


class InvalidInput(ValueError):
    """A run cannot be computed from this: duplicates, arrays that do not fit, a policy without weight."""


class Cancelled(Exception):  # noqa: N818 (said by whoever cancels, no error)
    """The hook `cancelled` answered yes; nothing was decided."""


class Criterion(StrEnum):
    """What a pair's score is the sum of."""

    JOB = "job"
    FIELD = "field"
    DISTANCE = "distance"
    LANGUAGES = "languages"
    WISHES = "wishes"
    WAITING = "waiting"


def _column(dtype: str, dimensions: int = 1) -> Any:
    return field(metadata={"dtype": dtype, "dimensions": dimensions})


@dataclass(frozen=True, eq=False)
class People:
    """One row per person, r rows; text and whole numbers are told apart, nothing is rounded silently.

    ids (r,) text or int, unique; region, department (r,) official codes, text or int; latitude, longitude (r,) degrees
    of the commune's centroid, NaN unknown; remote (r,) bool, accepts a mentorship at a distance; job (r,) index of a
    ROME code in `Tables.job`, -1 unknown; field (r,) index of an NSF group in `Tables.field`, -1 unknown; languages
    (r,) one bit per language.
    """

    ids: Array = _column("code")
    region: Array = _column("code")
    department: Array = _column("code")
    latitude: Array = _column("f8")
    longitude: Array = _column("f8")
    remote: Array = _column("b1")
    job: Array = _column("i4")
    field: Array = _column("i4")
    languages: Array = _column("u8")

    def __post_init__(self) -> None:
        for column in fields(self):
            wanted, dimensions = column.metadata["dtype"], column.metadata["dimensions"]
            values = _as(wanted, np.asarray(getattr(self, column.name)), column.name)
            if values.ndim != dimensions or len(values) != len(self.ids):
                raise InvalidInput(f"{column.name}: shape {values.shape} for {len(self.ids)} rows")
            object.__setattr__(self, column.name, values)
        if len(np.unique(self.ids)) != len(self.ids):
            raise InvalidInput("the same id twice")

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Array) -> Self:
        """The same columns at these rows, in this order."""
        return type(self)(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})


def _as(wanted: str, values: Array, name: str) -> Array:
    kinds = {"i": "iu", "u": "iu", "f": "iuf", "b": "b", "c": "iuU"}[wanted[0]]
    if values.size and values.dtype.kind not in kinds:
        raise InvalidInput(f"{name}: {values.dtype} where {wanted} is expected")
    if wanted == "code":
        return values if values.size else values.astype(np.int64)
    if values.size and wanted[0] in "iu" and (values.astype(wanted) != values).any():
        raise InvalidInput(f"{name}: a number beyond {wanted}")
    return values.astype(wanted)


@dataclass(frozen=True, eq=False)
class Graduates(People):
    """Graduates who wait for a mentor.

    wishes (n,) one bit per kind of help asked; excluded_employers (n, k) employers' numbers, padded with -1; waiting
    (n,) days; qpv (n,) 1 in, 0 out, -1 unknown (no part of a score).
    """

    wishes: Array = _column("u8")
    excluded_employers: Array = _column("i8", 2)
    waiting: Array = _column("i4")
    qpv: Array = _column("i1")


@dataclass(frozen=True, eq=False)
class Mentors(People):
    """Mentors of the scope.

    offers (m,) one bit per kind of help given; employer (m,) number, -1 none; active, available (m,) bool; capacity
    (m,) places for this run, 0 to 3, those of its frozen pairs included; radius (m,) km they travel.
    """

    offers: Array = _column("u8")
    employer: Array = _column("i8")
    active: Array = _column("b1")
    available: Array = _column("b1")
    capacity: Array = _column("i4")
    radius: Array = _column("f8")


@dataclass(frozen=True, eq=False)
class Tables:
    """Similarities, per mille: job (j, j), graduate's target by mentor's job; field (f, f); family (j,) of each job."""

    job: Array
    field: Array
    family: Array

    def __post_init__(self) -> None:
        for name in ("job", "field"):
            table = np.asarray(getattr(self, name))
            if table.ndim != 2 or table.shape[0] != table.shape[1]:
                raise InvalidInput(f"{name}: a square table is expected, not {table.shape}")
            if table.size and (table.dtype.kind not in "iu" or table.min() < 0 or table.max() > FULL_SHARE):
                raise InvalidInput(f"{name}: whole numbers from 0 to {FULL_SHARE} are expected")
            object.__setattr__(self, name, table.astype(np.int64))
        if np.shape(self.family) != (len(self.job),):
            raise InvalidInput("family: one number per job is expected")
        object.__setattr__(self, "family", np.asarray(self.family).astype(np.int64))


@dataclass(frozen=True, eq=False)
class Cohort:
    """The people of one scope; whoever runs the engine chooses the scope (a region, all)."""

    graduates: Graduates
    mentors: Mentors
    tables: Tables


@dataclass(frozen=True)
class Policy:
    """What counts, and how much. All whole numbers.

    weights: share of each criterion, any scale, 0 where left out; load_steps: points taken from the total for the
    first, second and third graduate of one mentor, never decreasing; half_distance_km: where half the points of
    distance are left; remote_share: per mille of them that a pair at a distance keeps; full_waiting_days: when waiting
    counts whole.
    """

    weights: Mapping[Criterion, int] = field(
        default_factory=lambda: dict(zip(Criterion, (40, 15, 25, 5, 6, 9), strict=True))
    )
    load_steps: tuple[int, int, int] = (0, 200, 600)
    half_distance_km: int = 20
    remote_share: int = 240
    full_waiting_days: int = 365

    def __post_init__(self) -> None:
        if set(self.weights) - set(Criterion):
            raise InvalidInput("a weight of no known criterion")
        weights = {criterion: self.weights.get(criterion, 0) for criterion in Criterion}
        object.__setattr__(self, "weights", weights)
        if any(type(weight) is not int or weight < 0 for weight in weights.values()) or not sum(weights.values()):
            raise InvalidInput("weights are whole numbers, none negative, not all zero")
        steps = self.load_steps
        if len(steps) != MOST_PLACES or any(type(step) is not int for step in steps):
            raise InvalidInput(f"load steps are {MOST_PLACES} whole numbers")
        if list(steps) != sorted(steps) or steps[0] < 0 or steps[-1] > 10 * FULL_SCORE:
            raise InvalidInput("load steps never decrease, from 0 up to ten full scores")
        scales = self.remote_share, self.half_distance_km, self.full_waiting_days
        if any(type(scale) is not int for scale in scales) or not 0 <= scales[0] <= FULL_SHARE or min(scales[1:]) < 1:
            raise InvalidInput("a share is per mille, a distance and a wait are positive, all whole numbers")

    def points(self) -> dict[Criterion, int]:
        """The most points of each criterion; they sum to `FULL_SCORE` (largest remainders, in the order declared)."""
        total = sum(self.weights.values())
        exact = {criterion: divmod(self.weights[criterion] * FULL_SCORE, total) for criterion in Criterion}
        points = {criterion: whole for criterion, (whole, _rest) in exact.items()}
        for criterion in sorted(Criterion, key=lambda c: -exact[c][1])[: FULL_SCORE - sum(points.values())]:
            points[criterion] += 1
        return points


@dataclass(frozen=True)
class Couple:
    """A graduate and a mentor, by their ids."""

    graduate: Id
    mentor: Id


@dataclass(frozen=True, eq=False)
class Problem:
    """One run.

    frozen: pairs offered or accepted, which stay, hold a place each, and count first in their mentor's load; declined,
    ended, vetoed: pairs that may not be made, because one of the two said no, because they were a pair already, because
    staff said no; qpv_floor: at least so many graduates of priority neighborhoods are matched, frozen ones aside, or as
    many as can be.
    """

    cohort: Cohort
    policy: Policy = field(default_factory=Policy)
    frozen: tuple[Couple, ...] = ()
    declined: tuple[Couple, ...] = ()
    ended: tuple[Couple, ...] = ()
    vetoed: tuple[Couple, ...] = ()
    qpv_floor: int = 0


@dataclass(frozen=True)
class Pair(Couple):
    """A pair made; `score` 0 to 10,000; `is_frozen`: it was there before the run.

    rank: 1 when no other mentor scores higher for the graduate, 2 when one does…; 0 for a frozen pair.
    """

    score: int
    is_frozen: bool = False
    rank: int = 0


@dataclass(frozen=True)
class Part:
    """What one criterion brings to a pair: `points` of at most `out_of`, and why, in French."""

    criterion: str
    points: int
    out_of: int
    sentence: str


@dataclass(frozen=True)
class Unmatched:
    """A graduate left without mentor: the rule that excludes the last mentor, or `places_taken`."""

    graduate: Id
    code: str
    sentence: str


@dataclass(frozen=True)
class Certificate:
    """Why no other assignment is better: prices of linear duality, whole numbers, in the order of the ids.

    value: `bonus` for each pair made, for each graduate short of or at the floor, plus score less load, frozen pairs
    aside; bound: what no assignment exceeds, by the prices; floor: price of the floor; rounds: flows solved.
    """

    bonus: int
    graduates: tuple[int, ...]
    mentors: tuple[int, ...]
    floor: int
    value: int
    bound: int
    rounds: int

    @property
    def gap(self) -> int:
        """0: proved."""
        return self.bound - self.value


@dataclass(frozen=True)
class Result:
    """The optimum of a run.

    pairs, unmatched: by graduate's id; score: sum of the pairs' points; load_cost: points taken for second and third
    graduates of one mentor (what is maximal after `matched` is `score - load_cost`); feasible: pairs no rule forbids,
    frozen graduates aside; certificate: None when nothing was proved.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    score: int
    load_cost: int
    feasible: int
    certificate: Certificate | None = None

    @property
    def matched(self) -> int:
        """Graduates with a mentor, those of frozen pairs included."""
        return len(self.pairs)
