"""The rules and the score of one pair, written from the specification with plain numbers: nothing of the engine."""

import math
from collections import Counter
from typing import Any

from mentoring.matching.engine.types import Criterion, Problem

Person = dict[str, Any]


def people(problem: Problem) -> tuple[list[Person], list[Person]]:
    """Rows as plain dictionaries."""
    sides = problem.cohort.graduates, problem.cohort.mentors
    return tuple(
        [{name: column[i].tolist() for name, column in vars(side).items()} for i in range(len(side))] for side in sides
    )


def worth(problem: Problem) -> dict[tuple[Any, Any], int]:
    """Score of every pair that may be made, by ids; frozen graduates and frozen places left out."""
    frozen = {couple.graduate for couple in problem.frozen}
    started = Counter(couple.mentor for couple in problem.frozen)
    apart = {(couple.graduate, couple.mentor) for couple in (*problem.declined, *problem.ended, *problem.vetoed)}
    graduates, mentors = people(problem)
    return {
        (g["ids"], m["ids"]): score(problem, g, m)
        for g in graduates
        for m in mentors
        if g["ids"] not in frozen
        and m["active"]
        and m["available"]
        and m["capacity"] > started[m["ids"]]
        and (g["ids"], m["ids"]) not in apart
        and g["languages"] & m["languages"]
        and not (m["employer"] >= 0 and m["employer"] in g["excluded_employers"])
        and (in_person(g, m) or remote(problem, g, m))
    }


def places(problem: Problem) -> dict[Any, list[int]]:
    """What each free place of each mentor costs."""
    started = Counter(couple.mentor for couple in problem.frozen)
    return {m["ids"]: list(problem.policy.load_steps[started[m["ids"]] : m["capacity"]]) for m in people(problem)[1]}


def score(problem: Problem, g: Person, m: Person) -> int:
    """The sum of its parts, each rounded down."""
    policy, tables = problem.policy, problem.cohort.tables
    common, wished = (g["languages"] & m["languages"]).bit_count(), g["wishes"].bit_count()
    half = (policy.half_distance_km * 1000) ** 2
    near = 1000 * half // (half + square(g, m)) if located(g) and located(m) else 0
    shares = {
        Criterion.JOB: int(tables.job[g["job"], m["job"]]) if min(g["job"], m["job"]) >= 0 else 0,
        Criterion.FIELD: int(tables.field[g["field"], m["field"]]) if min(g["field"], m["field"]) >= 0 else 0,
        Criterion.DISTANCE: near if in_person(g, m) else policy.remote_share,
        Criterion.LANGUAGES: {0: 0, 1: 0, 2: 500}.get(common, 1000),
        Criterion.WISHES: 1000 * (g["wishes"] & m["offers"]).bit_count() // wished if wished else 1000,
        Criterion.WAITING: 1000 * min(g["waiting"], policy.full_waiting_days) // policy.full_waiting_days,
    }
    return sum(most * shares[criterion] // 1000 for criterion, most in policy.points().items())


def located(person: Person) -> bool:
    return not math.isnan(person["latitude"]) and not math.isnan(person["longitude"])


def square(g: Person, m: Person) -> int:
    """Square metres, straight between two points of the globe, each at a whole metre."""
    return sum((a - b) ** 2 for a, b in zip(_point(g), _point(m), strict=True))


def _point(person: Person) -> tuple[int, int, int]:
    phi, lam = math.radians(person["latitude"]), math.radians(person["longitude"])
    axes = math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)
    return tuple(round(6_371_000 * axis) for axis in axes)


def in_person(g: Person, m: Person) -> bool:
    if g["region"] != m["region"]:
        return False
    if not (located(g) and located(m)):
        return g["department"] == m["department"]
    return square(g, m) <= round(m["radius"] * 1000) ** 2


def remote(problem: Problem, g: Person, m: Person) -> bool:
    family = problem.cohort.tables.family
    known = min(g["job"], m["job"]) >= 0
    return g["remote"] and m["remote"] and known and bool(family[g["job"]] == family[m["job"]])
