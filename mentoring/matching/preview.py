"""What other weights would change, on the people who wait today: two optima compared, nothing written."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Count

from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.scoring import share
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import FULL_SHARE, Criterion, Policy, Problem, Result
from mentoring.matching.guide_words import LABELS
from mentoring.matching.loading import graduates_of, load
from nqt.common.errors import Invalid
from regions.territories.models import Region, RegionDepartment

AT_ONCE = 1_500
"""Graduates of whom two optima are found while somebody waits: about a second."""
TOO_MANY = "Trop de jeunes attendent partout pour un aperçu : lancez un calcul après avoir enregistré."


@dataclass(frozen=True)
class Scope:
    """On whom; `wanted` graduates were asked about, more than `graduates` when a region stands for them."""

    region: Region | None
    graduates: int
    wanted: int

    @property
    def is_sample(self) -> bool:
        """A part stands for the whole."""
        return self.graduates < self.wanted


@dataclass(frozen=True)
class Side:
    """What one policy gives; by criterion, its `points` at most and the percent `fulfilled` of an average pair."""

    matched: int
    matched_qpv: int
    score: int
    points: Mapping[Criterion, int]
    fulfilled: Mapping[Criterion, int]

    @property
    def average(self) -> int:
        """Of a pair, out of 10,000."""
        return round(self.score / self.matched) if self.matched else 0


@dataclass(frozen=True)
class Shift:
    """One criterion on both sides."""

    criterion: Criterion
    label: str
    points_now: int
    points_then: int
    fulfilled_now: int
    fulfilled_then: int


@dataclass(frozen=True)
class Preview:
    """Both sides, and who would be elsewhere."""

    scope: Scope
    qpv: int
    places: int
    now: Side
    then: Side
    changed: int
    """Graduates with a mentor on both sides, not the same one."""
    gained: int
    lost: int

    @property
    def criteria(self) -> list[Shift]:
        """All of them, in the engine's order."""
        return [
            Shift(
                criterion=one,
                label=LABELS[one],
                points_now=self.now.points[one],
                points_then=self.then.points[one],
                fulfilled_now=self.now.fulfilled[one],
                fulfilled_then=self.then.fulfilled[one],
            )
            for one in Criterion
        ]


def preview(policy: Policy, in_force: Policy, region: Region | None, on: datetime.date) -> Preview:
    """Compare them on the live cohort. Raises `Invalid` when every region is too large."""
    scope = scope_of(region, on)
    loaded = load(scope.region, in_force, on)
    problem = loaded.problem
    before, after = solve(problem), solve(replace(problem, policy=policy))
    ours = {pair.graduate: pair.mentor for pair in before.pairs}
    theirs = {pair.graduate: pair.mentor for pair in after.pairs}
    return Preview(
        scope=scope,
        qpv=int((problem.cohort.graduates.qpv == 1).sum()),
        places=loaded.places,
        now=_side(problem, before),
        then=_side(replace(problem, policy=policy), after),
        changed=sum(theirs.get(graduate, mentor) != mentor for graduate, mentor in ours.items()),
        gained=len(theirs.keys() - ours.keys()),
        lost=len(ours.keys() - theirs.keys()),
    )


def scope_of(region: Region | None, on: datetime.date) -> Scope:
    """The scope asked for, or, beyond `AT_ONCE` graduates, the largest region that is not beyond it."""
    wanted = graduates_of(region, on).count()
    if wanted <= AT_ONCE:
        return Scope(region, wanted, wanted)
    links = RegionDepartment.objects.on(on).select_related("region").order_by("region__code")
    regions = {link.department_id: link.region for link in links}
    waiting: Counter[Region] = Counter()
    by_department = graduates_of(None, on).values("department").annotate(people=Count("pk")).order_by("department")
    for row in by_department:
        if row["department"] in regions:
            waiting[regions[row["department"]]] += row["people"]
    fitting = [(people, other.code, other) for other, people in waiting.items() if people <= AT_ONCE]
    if not fitting:
        raise Invalid(TOO_MANY, fields={"region": TOO_MANY})
    people, _code, sample = max(fitting, key=lambda found: found[:2])
    return Scope(sample, people, wanted)


def _side(problem: Problem, result: Result) -> Side:
    ready = prepare(problem)
    g, m = ready.rows(result.pairs)
    qpv = ready.graduates.qpv[g] == 1
    per_percent = FULL_SHARE // 100
    return Side(
        matched=result.matched,
        matched_qpv=int(qpv.sum()),
        score=result.score,
        points=problem.policy.points(),
        fulfilled={
            criterion: round(float(share(ready, g, m, criterion).mean()) / per_percent) if len(g) else 0
            for criterion in Criterion
        },
    )
