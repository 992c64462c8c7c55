"""A scenario computed: its columns as the engine takes them, and the plain problem of the same moment beside it."""

import datetime
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from mentoring.matching.engine.floor import curve
from mentoring.matching.engine.scenario import (
    Changes,
    Figures,
    Newcomers,
    brought,
    changed,
    compare,
    floors_around,
)
from mentoring.matching.engine.solver import Progress as Told
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.steady import steadied
from mentoring.matching.engine.types import Criterion, Policy, Problem
from mentoring.matching.loading import NOWHERE, load
from mentoring.matching.models import MatchingPolicy, SimilarityKind
from mentoring.matching.policy import PER_PERCENT, as_engine
from mentoring.matching.similarity import codes_of
from mentoring.mentors.models import Mentor
from mentoring.occupations.models import Occupation
from mentoring.scenarios.models import MatchingScenario
from regions.territories.models import Commune, Department, RegionDepartment

CURVE = "curve"
"""The step of a computation in which floors are tried."""


@dataclass(frozen=True)
class Computed:
    """What a scenario found, before anything is written; `figures` and `people` as the row keeps them."""

    figures: dict[str, Any]
    people: dict[str, list[list[Any]]]
    fingerprint: str
    milliseconds: int


def compute(scenario: MatchingScenario, told: Told) -> Computed:
    """Both optima, with and without the changes, side by side; outside any transaction."""
    began, today = timezone.now(), timezone.localdate()
    policy: MatchingPolicy = scenario.policy
    loaded = load(scenario.region, as_engine(policy), today)
    plain = loaded.problem
    other = changed(plain, changes_of(scenario, plain, today))
    before = solve(plain, progress=told)
    after = steadied(other, solve(other, progress=told), before)
    compared = compare(plain, before, other, after)
    moves = [[m.graduate, m.before, m.after, m.score_before, m.score_after] for m in compared.moves]
    return Computed(
        figures={
            "before": _kept(compared.before),
            "after": _kept(compared.after),
            "gained": compared.gained,
            "lost": compared.lost,
            "moved": len(moves),
            "curve": _curve(scenario.qpv_floor, other, told),
            "brought": asdict(brought(other, before, after)) if scenario.new_count else None,
        },
        people={"moves": moves, "pairs": [[graduate, *pair] for graduate, pair in compared.made.items()]},
        fingerprint=loaded.fingerprint,
        milliseconds=int((timezone.now() - began).total_seconds() * 1000),
    )


def changes_of(scenario: MatchingScenario, problem: Problem, on: datetime.date) -> Changes:
    """The columns as the engine takes them; mentors on leave who left the scope meanwhile are left aside."""
    known = set(problem.cohort.mentors.ids.tolist())
    away = sorted(scenario.on_leave.values_list("pk", flat=True))
    floor = scenario.qpv_floor
    return replace(
        policy_changes(scenario, problem.policy),
        qpv_floor=floor,
        newcomers=_newcomers(scenario, on),
        on_leave=tuple(pk for pk in away if pk in known),
    )


def policy_changes(scenario: MatchingScenario, policy: Policy) -> Changes:
    """Those of the policy alone; `changed` refuses what makes no sense."""
    first, second, third = policy.load_steps
    percent = scenario.remote_percent
    return Changes(
        weights={Criterion(name): weight for name, weight in scenario.weights.items()},
        load_steps=(first, _or(scenario.load_second, second), _or(scenario.load_third, third)),
        half_distance_km=scenario.half_distance_km,
        remote_share=None if percent is None else percent * PER_PERCENT,
    )


def _newcomers(scenario: MatchingScenario, on: datetime.date) -> tuple[Newcomers, ...]:
    occupation, department = scenario.new_occupation, scenario.new_department
    if scenario.new_count is None or occupation is None or department is None:
        return ()
    codes = sorted(Occupation.objects.values_list("code", flat=True))
    link = RegionDepartment.objects.on(on).filter(department=department).values_list("region__code", flat=True)
    latitude, longitude = centre_of(department)
    radius, remote = (Mentor._meta.get_field(name).default for name in ("radius_km", "accepts_remote"))
    where = {"region": link.first() or f"{NOWHERE}{department.code}", "department": department.code}
    return (
        Newcomers(
            count=scenario.new_count,
            job=codes.index(occupation.code),
            field=codes_of(SimilarityKind.FIELD).place(scenario.new_study_field_id),
            latitude=latitude,
            longitude=longitude,
            radius=radius,
            remote=remote,
            **where,
        ),
    )


def centre_of(department: Department) -> tuple[float, float]:
    """Degrees of the centre of its most populous commune, NaN when none is known."""
    located = Commune.objects.filter(department=department, latitude__isnull=False, longitude__isnull=False)
    largest = located.order_by(F("population").desc(nulls_last=True), "code").first()
    return (largest.latitude, largest.longitude) if largest else (float("nan"), float("nan"))


def _kept(figures: Figures) -> dict[str, Any]:
    return {**asdict(figures), "qpv_share": figures.qpv_share}


def _curve(floor: int | None, problem: Problem, told: Told) -> list[list[int]]:
    """`[[floor, of priority neighborhoods, score less load]]`, to the first that cannot be kept; empty without one."""
    if floor is None:
        return []
    told(CURVE, 0, 0)
    points = curve(problem, floors_around(problem, floor), cancelled=lambda: bool(told(CURVE, 0, 0)))
    most = max(point.qpv_matched for point in points)
    first_beyond = next((point.floor for point in points if point.floor > most), most)
    return [[p.floor, p.qpv_matched, p.value] for p in points if p.floor <= first_beyond or p.floor == floor]


def _or(value: int | None, known: int) -> int:
    return known if value is None else value
