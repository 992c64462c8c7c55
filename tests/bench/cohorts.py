"""Cohorts of the shapes of a folder's `instances.py` (`instance(n, m, seed)`), as the matching engine takes them."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from mentoring.matching.engine.types import Cohort, Couple, Graduates, Mentors, Problem, Tables

KILOMETRES_A_DEGREE = 111.195


def problem(folder: Path, graduates: int, mentors: int) -> Problem:
    """The drawn instance, policy by default; its plane lies across the equator, where degrees are all alike."""
    spec = importlib.util.spec_from_file_location("instances", folder / "instances.py")
    instances = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(instances)
    drawn = instances.instance(graduates, mentors)
    ours, theirs, tables, apart = drawn["Y"], drawn["M"], drawn["T"], drawn["opt"]
    sectors = tables["job_sec"]
    n, m = drawn["n"], drawn["m"]
    cohort = Cohort(
        Graduates(
            **_people(ours, sectors, np.arange(n)),
            wishes=np.array([0, 1, 2])[ours["pref"]],
            excluded_employers=np.where(ours["xcomp"] > 0, ours["xcomp"], -1)[:, None].astype(np.int64),
            waiting=ours["const"],
            qpv=ours["qpv"].astype(np.int8),
        ),
        Mentors(
            **_people(theirs, sectors, theirs["id"]),
            offers=2 - theirs["fem"].astype(np.int64),
            employer=theirs["comp"],
            active=np.ones(m, bool),
            available=np.ones(m, bool),
            capacity=theirs["cap"],
            radius=np.sqrt(theirs["maxkm2"]),
        ),
        Tables(
            job=tables["tab"] * 1000 // tables["tab"].max(),
            field=(np.eye(len(tables["fam"])) * 600 + 400).astype(np.int64),
            family=tables["fam"][sectors],
        ),
    )
    declined = zip((apart // m).tolist(), theirs["id"][apart % m].tolist(), strict=True)
    return Problem(cohort, declined=tuple(Couple(g, mentor) for g, mentor in declined))


def _people(side: dict[str, Any], sectors: np.ndarray, ids: np.ndarray) -> dict[str, Any]:
    return {
        "ids": ids,
        "region": side["reg"],
        "department": side["reg"],
        "latitude": side["y"].astype(np.float64) / KILOMETRES_A_DEGREE - 4,
        "longitude": side["x"].astype(np.float64) / KILOMETRES_A_DEGREE - 4,
        "remote": side["remote"] == 1,
        "job": side["job"],
        "field": sectors[side["job"]],
        "languages": side["lang"],
    }
