"""Where mentors lack: who waits and which places are free, by region of the day's map and by sector of jobs (ROME).

Six statements whatever the number of people. People are counted as the matching counts them: who waits is
`loading.graduates_of`; a place is free when neither somebody accompanied, nor a proposal that keeps it, holds it.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, DateTimeField, F, FilteredRelation, Min, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.loading import graduates_of
from mentoring.mentors.models import Mentor
from mentoring.occupations.models import FAMILY, SECTOR, Sector
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.valid_time import on_date
from regions.neighborhoods.locating import Answer
from regions.territories.models import RegionDepartment

UNKNOWN = "none"
"""The code of no region (an overseas collectivity, an address not known), and of no job."""
NO_REGION, NO_SECTOR = "Sans région", "Métier non précisé"


class HalfWaitedSince(Aggregate):
    """The moment since when half of them wait, at least."""

    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateTimeField()


@dataclass(frozen=True)
class Need:
    """One region and one sector (or one family of jobs) of it; days and counts of people."""

    region: str
    sector: str
    waiting: int = 0
    priority: int = 0
    """Of those who wait, living in a priority neighborhood."""
    longest: int = 0
    median: int = 0
    """Half of them have waited for so many days, or more."""
    places: int = 0
    """Free, of mentors of the region."""
    remote_places: int = 0
    """Free, of mentors elsewhere who accept a mentorship at a distance, in the families of those who wait.

    Never deducted: the same place would fill a gap in every region.
    """

    @property
    def gap(self) -> int:
        """Places that lack."""
        return max(0, self.waiting - self.places)


@dataclass(frozen=True)
class Total:
    """Of a row, of a column, of all: the gap is the sum of the gaps, a place of one sector fills none of another."""

    waiting: int
    priority: int
    places: int
    gap: int

    @classmethod
    def of(cls, needs: Iterable[Need]) -> "Total":
        """Their sums."""
        listed = list(needs)
        return cls(*(sum(getattr(need, name) for need in listed) for name in ("waiting", "priority", "places", "gap")))


@dataclass(frozen=True)
class Map:
    """The regions of a day, of which an actor looks after a part."""

    names: dict[str, str]
    """Code → name, in the order of names."""
    departments: dict[int, str]
    """Department's key → its region's code; all of France."""
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    """Region's code → the codes of its departments that the actor looks after."""

    @classmethod
    def of(cls, actor: Actor, on: datetime.date) -> "Map":
        """One statement."""
        links = RegionDepartment.objects.on(on).order_by("region__folded", "department__code")
        names, departments, codes = {}, {}, {}
        everywhere = actor.role in (Role.STAFF_NATIONAL, Role.SYSTEM)
        for pk, department, code, name in links.values_list(
            "department_id", "department__code", "region__code", "region__name"
        ):
            departments[pk] = code
            if everywhere or department in actor.department_codes:
                names[code] = name
                codes.setdefault(code, set()).add(department)
        return cls({**names, UNKNOWN: NO_REGION}, departments, {code: frozenset(own) for code, own in codes.items()})

    def within(self, people: QuerySet[Any], region: str | None) -> QuerySet[Any]:
        """Those of a region; without one, all."""
        if region is None:
            return people
        if region == UNKNOWN:
            return people.filter(Q(department=None) | ~Q(department__in=list(self.departments)))
        return people.filter(department__in=[pk for pk, code in self.departments.items() if code == region])


@dataclass(frozen=True)
class GapTable:
    """The needs of a perimeter, of one region or of one sector of it."""

    on: datetime.date
    map: Map
    needs: list[Need]
    """The worst first."""
    free: "Free"

    def total(self, *, region: str | None = None, sector: str | None = None) -> Total:
        """Of a region, of a sector, of all."""
        return Total.of(need for need in self.needs if region in (None, need.region) and sector in (None, need.sector))

    @property
    def regions(self) -> list[str]:
        """Where somebody waits, in the order of names."""
        met = {need.region for need in self.needs if need.waiting}
        return [code for code in self.map.names if code in met]

    @property
    def sectors(self) -> list[str]:
        """In which somebody waits."""
        met = {need.sector for need in self.needs if need.waiting}
        return [code for code in (*Sector.values, UNKNOWN) if code in met]


def sector_name(code: str) -> str:
    """In words."""
    return NO_SECTOR if code == UNKNOWN else str(Sector(code).label)


def of_sector(people: QuerySet[Any], job: str, sector: str | None) -> QuerySet[Any]:
    """Those whose job (`target_job`, `occupation`) is of a sector; without one, all."""
    if sector is None:
        return people
    return people.filter(**({job: None} if sector == UNKNOWN else {f"{job}__code__startswith": sector}))


def waiting_for(actor: Actor, known: Map, on: datetime.date, region: str | None, sector: str | None) -> QuerySet:
    """The graduates of a perimeter who wait, in a region, for a mentor of a sector."""
    waiting = known.within(graduates_of(None, on).visible_to(actor), region)
    return of_sector(waiting, "target_job", sector)


def mentors_of(actor: Actor, known: Map, region: str | None, sector: str | None) -> QuerySet[Mentor]:
    """The mentors of a perimeter, whatever their state."""
    return of_sector(known.within(Mentor.objects.visible_to(actor), region), "occupation", sector)


def gaps_of(
    actor: Actor,
    on: datetime.date,
    *,
    known: Map | None = None,
    region: str | None = None,
    sector: str | None = None,
    length: int = SECTOR,
    free: "Free | None" = None,
) -> GapTable:
    """The table of what an actor looks after: by sector, or by family with `length=FAMILY`.

    People are those of now; the day draws the map and counts the days of waiting. `known` and `free` are those of a
    table of the same region and sector, when there is one.
    """
    known = known or Map.of(actor, on)
    waits = {
        (area, job): facts for area, job, *facts in _waits(waiting_for(actor, known, on, region, sector), on, length)
    }
    free = free or Free.of(mentors_of(actor, known, region, sector), known, on)
    places = free.by(length)
    needs = [
        Need(*key, *figures, places=places[key], remote_places=free.elsewhere(key[0], families))
        for key in {*waits, *places}
        for *figures, families in [waits.get(key, (0, 0, 0, 0, ()))]
    ]
    return GapTable(on, known, sorted(needs, key=_worst_first), free)


def _worst_first(need: Need) -> tuple[Any, ...]:
    return -need.gap, -need.waiting, -need.longest, need.region, need.sector


def _waits(waiting: QuerySet[Graduate], on: datetime.date, length: int) -> Iterator[tuple[Any, ...]]:
    """(region, job, people, of priority neighborhoods, longest, median, families); one statement."""
    grouped = waiting.alias(there=FilteredRelation("department__links", condition=on_date(on, "department__links__")))
    counted = grouped.order_by().values(area=F("there__region__code"), job=Left("target_job__code", length))
    rows = counted.annotate(
        people=Count("pk"),
        priority=Count("pk", filter=Q(qpv=Answer.IN)),
        first=Min("pooled_at"),
        middle=HalfWaitedSince("pooled_at"),
        families=ArrayAgg(Left("target_job__code", FAMILY), distinct=True),
    )
    for row in rows:
        days = ((on - timezone.localdate(row[moment])).days for moment in ("first", "middle"))
        yield (
            row["area"] or UNKNOWN,
            row["job"] or UNKNOWN,
            row["people"],
            row["priority"],
            *(max(0, number) for number in days),
            [family for family in row["families"] if family],
        )


@dataclass(frozen=True)
class Free:
    """Places that nobody holds, of mentors who are active and whose first day has come."""

    here: Counter[tuple[str, str]]
    """(region, family)."""
    remote: Counter[str]
    """Family → of all mentors who accept a mentorship at a distance."""
    remote_here: Counter[tuple[str, str]]
    """(region, family) → those of `remote` that `here` counts already."""

    @classmethod
    def of(cls, mentors: QuerySet[Mentor], known: Map, on: datetime.date) -> "Free":
        """`mentors` are those that `here` counts; four statements."""
        held = _places_held()
        here, remote, remote_here = Counter(), Counter(), Counter()
        counted = set(mentors.available(on).values_list("pk", flat=True))
        rows = Mentor.objects.available(on).order_by()
        for pk, department, job, capacity, is_remote in rows.values_list(
            "pk", "department_id", "occupation__code", "capacity", "accepts_remote"
        ):
            places, family = max(0, capacity - held[pk]), job[:FAMILY] if job else UNKNOWN
            area = known.departments.get(department, UNKNOWN)
            if pk in counted:
                here[area, family] += places
            if is_remote and job:
                remote[family] += places
                remote_here[area, family] += places if pk in counted else 0
        return cls(here, remote, remote_here)

    def by(self, length: int) -> Counter[tuple[str, str]]:
        """`here`, by sector or by family."""
        found: Counter[tuple[str, str]] = Counter()
        for (area, family), places in self.here.items():
            found[area, family if family == UNKNOWN else family[:length]] += places
        return found

    def elsewhere(self, region: str, families: Iterable[str]) -> int:
        """At a distance, in these families, outside of what the region counts."""
        return sum(self.remote[family] - self.remote_here[region, family] for family in families)


def _places_held() -> Counter[int]:
    """Mentor's key → places held; two statements."""
    followed = Mentor.objects.filter(mentorships__isnull=False, mentorships__closed_on=None).order_by()
    kept = MatchProposal.objects.kept().order_by()
    held = Counter(dict(followed.values_list("pk").annotate(Count("mentorships"))))
    held.update(dict(kept.values_list("mentor").annotate(Count("pk"))))
    return held
