"""Cohorts of any size for the matching engine: drawn from a seed, or two people who fit, changed as a test says."""

from dataclasses import replace
from typing import Any

import numpy as np

from mentoring.matching.engine.types import Cohort, Graduates, Mentors, Tables

JOBS, FIELDS = 12, 5


def tables(seed: int = 7) -> Tables:
    """Similarities from nothing to the same, three families of jobs."""
    chance = np.random.default_rng(seed)
    job, field = (chance.integers(0, 1000, (size, size)) for size in (JOBS, FIELDS))
    np.fill_diagonal(job, 1000)
    np.fill_diagonal(field, 1000)
    return Tables(job=job, field=field, family=np.arange(JOBS) % 3)


def people(chance: np.random.Generator, size: int, prefix: str, regions: int) -> dict[str, Any]:
    """Columns of both sides: communes some 60 km around, one in twenty without coordinates."""
    region = chance.integers(0, regions, size)
    latitude = 45 + region * 2 + chance.normal(0, 0.4, size)
    is_unknown = chance.random(size) < 0.05
    return {
        "ids": np.array([f"{prefix}{i:05}" for i in chance.permutation(size)]),
        "region": np.array(["11", "32", "84"])[region],
        "department": np.array(["75", "93", "59", "62", "38", "69"])[region * 2 + chance.integers(0, 2, size)],
        "latitude": np.where(is_unknown, np.nan, latitude),
        "longitude": np.where(is_unknown, np.nan, 3 + chance.normal(0, 0.5, size)),
        "remote": chance.random(size) < 0.4,
        "job": chance.integers(-1, JOBS, size),
        "field": chance.integers(-1, FIELDS, size),
        "languages": chance.integers(1, 8, size),
    }


def cohort(graduates: int, mentors: int, seed: int = 1, *, regions: int = 3) -> Cohort:
    """So many of each; about as many places as graduates."""
    chance = np.random.default_rng(seed)
    return Cohort(
        graduates=Graduates(
            **people(chance, graduates, "g", regions),
            wishes=chance.integers(0, 8, graduates),
            excluded_employers=np.where(chance.random((graduates, 2)) < 0.2, chance.integers(0, 6, (graduates, 2)), -1),
            waiting=chance.integers(0, 500, graduates),
            qpv=chance.integers(-1, 2, graduates),
        ),
        mentors=Mentors(
            **people(chance, mentors, "m", regions),
            offers=chance.integers(0, 8, mentors),
            employer=chance.integers(-1, 6, mentors),
            active=chance.random(mentors) < 0.95,
            available=chance.random(mentors) < 0.95,
            capacity=chance.choice(4, mentors, p=[0.1, 0.5, 0.25, 0.15]),
            radius=chance.choice([30.0, 50.0, 80.0], mentors),
        ),
        tables=tables(),
    )


def fitting(graduates: int = 1, mentors: int = 1) -> Cohort:
    """Everybody fits everybody, in one commune; ids g0, g1…, m0, m1…; one place each."""
    same = {"region": "11", "department": "75", "latitude": 48.85, "longitude": 2.35, "remote": False, "job": 0}
    same |= {"field": 0, "languages": 1}

    def columns(size: int, prefix: str) -> dict[str, Any]:
        alike = {name: np.full(size, value) for name, value in same.items()}
        return alike | {"ids": np.array([f"{prefix}{i}" for i in range(size)], dtype="U8")}

    n, m = graduates, mentors
    return Cohort(
        Graduates(
            **columns(n, "g"),
            wishes=np.zeros(n, int),
            excluded_employers=np.full((n, 1), -1),
            waiting=np.full(n, 90),
            qpv=np.full(n, -1),
        ),
        Mentors(
            **columns(m, "m"),
            offers=np.zeros(m, int),
            employer=np.full(m, -1),
            active=np.ones(m, bool),
            available=np.ones(m, bool),
            capacity=np.ones(m, int),
            radius=np.full(m, 50.0),
        ),
        tables(),
    )


def changed(known: Cohort, graduates: dict[str, Any] | None = None, mentors: dict[str, Any] | None = None) -> Cohort:
    """The same cohort with other columns."""
    return replace(
        known,
        graduates=replace(known.graduates, **{k: np.array(v) for k, v in (graduates or {}).items()}),
        mentors=replace(known.mentors, **{k: np.array(v) for k, v in (mentors or {}).items()}),
    )


def shuffled(known: Cohort, seed: int) -> Cohort:
    """The same people in another order."""
    chance = np.random.default_rng(seed)
    return replace(
        known,
        graduates=known.graduates.take(chance.permutation(len(known.graduates))),
        mentors=known.mentors.take(chance.permutation(len(known.mentors))),
    )
