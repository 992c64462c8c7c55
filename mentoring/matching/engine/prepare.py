"""A problem made ready: checked, rows in the order of their ids, places on the globe in whole metres.

From here on a person is a row number. Ordering by ids is what makes a result independent of the order of the input.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.types import (
    MOST_PLACES,
    Array,
    Couple,
    Graduates,
    Id,
    InvalidInput,
    Mentors,
    People,
    Policy,
    Problem,
    Tables,
)

EARTH_METRES = 6_371_000
APART = ("declined", "ended", "vetoed")
"""The lists of pairs that may not be made, as `Problem` has them."""


@dataclass(frozen=True, eq=False)
class Where:
    """Where the people of one side are and what they do, r rows.

    metres (3, r) whole metres from the centre of the globe; is_located (r,); region, department, family (r,) numbers
    shared by both sides, family -1 when the job is unknown.
    """

    metres: Array
    is_located: Array
    region: Array
    department: Array
    family: Array


@dataclass(frozen=True, eq=False)
class Prepared:
    """Rows sorted by id.

    reach (m,) square of the mentors' radius in metres; declined, ended, vetoed: sorted keys `graduate * m + mentor`;
    frozen (k, 2) rows; is_open (n,) graduates without frozen pair; started, free (m,) places frozen, places left;
    qpv_floor as asked.
    """

    graduates: Graduates
    mentors: Mentors
    tables: Tables
    policy: Policy
    near: Where
    there: Where
    reach: Array
    declined: Array
    ended: Array
    vetoed: Array
    frozen: Array
    is_open: Array
    started: Array
    free: Array
    qpv_floor: int

    def rows(self, couples: Sequence[Couple]) -> tuple[Array, Array]:
        """Rows of the graduates, rows of the mentors; an unknown id is refused."""
        return _columns(self.graduates, self.mentors, couples)

    def couple(self, graduate: int, mentor: int) -> tuple[Id, Id]:
        """Their ids, as Python's own types."""
        return self.graduates.ids[graduate].item(), self.mentors.ids[mentor].item()


def prepare(problem: Problem) -> Prepared:
    """Check and sort; `InvalidInput` says what cannot be used."""
    cohort = problem.cohort
    graduates = cohort.graduates.take(np.argsort(cohort.graduates.ids))
    mentors = cohort.mentors.take(np.argsort(cohort.mentors.ids))
    _check(graduates, mentors, cohort.tables)
    region = _same_numbers(graduates.region, mentors.region, "region")
    department = _same_numbers(graduates.department, mentors.department, "department")
    sides: tuple[People, People] = (graduates, mentors)
    near, there = (
        Where(
            metres=_metres(side.latitude, side.longitude),
            is_located=~(np.isnan(side.latitude) | np.isnan(side.longitude)),
            region=region[i],
            department=department[i],
            family=np.append(cohort.tables.family, -1)[side.job],
        )
        for i, side in enumerate(sides)
    )
    couples = {name: _rows(graduates, mentors, getattr(problem, name)) for name in ("frozen", *APART)}
    frozen = couples["frozen"]
    if type(problem.qpv_floor) is not int or problem.qpv_floor < 0:
        raise InvalidInput("a floor is a whole number of graduates, not negative")
    if len(np.unique(frozen[:, 0])) != len(frozen):
        raise InvalidInput("a graduate frozen with two mentors")
    keys = {name: np.unique(rows[:, 0] * len(mentors) + rows[:, 1]) for name, rows in couples.items()}
    if np.intersect1d(keys["frozen"], np.concatenate([keys[name] for name in APART])).size:
        raise InvalidInput("a pair both frozen and excluded")
    started = np.bincount(frozen[:, 1], minlength=len(mentors))
    is_open = np.ones(len(graduates), dtype=bool)
    is_open[frozen[:, 0]] = False
    return Prepared(
        graduates=graduates,
        mentors=mentors,
        tables=cohort.tables,
        policy=problem.policy,
        near=near,
        there=there,
        reach=np.rint(np.minimum(mentors.radius, 20_000) * 1000).astype(np.int64) ** 2,
        **{name: keys[name] for name in APART},
        frozen=frozen,
        is_open=is_open,
        started=started,
        free=np.maximum(mentors.capacity - started, 0),
        qpv_floor=problem.qpv_floor,
    )


def _check(graduates: Graduates, mentors: Mentors, tables: Tables) -> None:
    sides: tuple[People, People] = (graduates, mentors)
    for side in sides:
        for name, table in (("job", tables.job), ("field", tables.field)):
            _within(name, getattr(side, name), -1, len(table) - 1)
        _within("latitude", side.latitude, -90, 90)
        _within("longitude", side.longitude, -180, 180)
    _within("waiting", graduates.waiting, 0, np.iinfo(np.int32).max)
    _within("qpv", graduates.qpv, -1, 1)
    _within("capacity", mentors.capacity, 0, MOST_PLACES)
    _within("radius", mentors.radius, 0, np.inf)
    if np.isnan(mentors.radius).any():
        raise InvalidInput("radius: a number is expected")


def _within(name: str, values: Array, least: float, most: float) -> None:
    if ((values < least) | (values > most)).any():
        raise InvalidInput(f"{name}: a value outside {least} to {most}")


def _same_numbers(ours: Array, theirs: Array, name: str) -> list[Array]:
    """Codes of both sides as numbers in the order of the codes; text never equals a number."""
    if ours.size and theirs.size and (ours.dtype.kind == "U") != (theirs.dtype.kind == "U"):
        raise InvalidInput(f"{name}: text on one side, numbers on the other")
    present = [codes for codes in (ours, theirs) if codes.size]
    if not present:
        return [np.zeros(0, dtype=np.int64)] * 2
    numbers = np.unique(np.concatenate(present), return_inverse=True)[1]
    return [numbers[: len(ours)], numbers[len(ours) :]]


def _metres(latitude: Array, longitude: Array) -> Array:
    """Whole metres, so that distances are computed in whole numbers: the same on every machine and block."""
    phi, lam = np.radians(np.nan_to_num(latitude)), np.radians(np.nan_to_num(longitude))
    ball = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    return np.rint(EARTH_METRES * ball).astype(np.int64)


def _rows(graduates: Graduates, mentors: Mentors, couples: Sequence[Couple]) -> Array:
    """Rows of the couples, (k, 2), each once, in order."""
    return np.unique(np.stack(_columns(graduates, mentors, couples), axis=1), axis=0)


def _columns(graduates: Graduates, mentors: Mentors, couples: Sequence[Couple]) -> tuple[Array, Array]:
    ours = _rows_of(graduates.ids, [couple.graduate for couple in couples])
    return ours, _rows_of(mentors.ids, [couple.mentor for couple in couples])


def _rows_of(ids: Array, wanted: Sequence[Id]) -> Array:
    if not wanted:
        return np.zeros(0, dtype=np.int64)
    is_text = ids.dtype.kind == "U"
    if not len(ids) or any(isinstance(one, str) != is_text for one in wanted):
        raise InvalidInput("an id that no row has")
    sought = np.array(wanted)
    rows = np.minimum(np.searchsorted(ids, sought), len(ids) - 1)
    if (ids[rows] != sought).any():
        raise InvalidInput(f"no row has the id {sought[ids[rows] != sought][0]}")
    return rows
