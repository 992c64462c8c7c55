"""One cell of the table, opened: families of jobs, who waits longest, mentors who cannot take anybody now."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from mentoring.gaps.table import UNKNOWN, GapTable, Need, gaps_of, mentors_of, waiting_for
from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor, MentorState
from mentoring.occupations.models import FAMILY
from mentoring.proposals.places import with_places
from nqt.accounts.actor import Actor
from nqt.common.looks import dressed

JOBS_NAMED = 3
"""The jobs most asked for that stand for a family: the ROME's own names of families are not loaded."""
PEOPLE_SHOWN = 10
MENTORS_SHOWN = 20


@dressed(
    PAUSED="warn player-pause",
    AWAY="mute calendar",
    FULL="mute users-group",
)
class Hindrance(models.TextChoices):
    """Why a mentor of the place takes nobody now."""

    PAUSED = "paused", "en pause"
    AWAY = "away", "pas encore disponible"
    FULL = "full", "complet"


@dataclass(frozen=True)
class Family:
    """A family of jobs, and those of its jobs that are most asked for."""

    need: Need
    jobs: list[str]


def families_of(actor: Actor, table: GapTable, region: str, sector: str) -> list[Family]:
    """The worst first; two statements."""
    waiting = waiting_for(actor, table.map, table.on, region, sector).exclude(target_job=None).order_by()
    asked = waiting.values("target_job__code", "target_job__name").annotate(people=Count("pk"))
    jobs: dict[str, list[str]] = defaultdict(list)
    for code, name in asked.order_by("-people", "target_job__code").values_list("target_job__code", "target_job__name"):
        jobs[code[:FAMILY]].append(name)
    told = {"known": table.map, "free": table.free, "region": region, "sector": sector}
    needs = gaps_of(actor, table.on, length=FAMILY, **told).needs
    return [Family(need, jobs[need.sector][:JOBS_NAMED]) for need in needs if need.sector != UNKNOWN]


def longest_waiting(actor: Actor, table: GapTable, region: str, sector: str) -> QuerySet[Graduate]:
    """The first of them."""
    waiting = waiting_for(actor, table.map, table.on, region, sector)
    return waiting.select_related("target_job", "department").order_by("pooled_at", "pk")[:PEOPLE_SHOWN]


def hindered_mentors(actor: Actor, table: GapTable, region: str, sector: str) -> Iterator[Mentor]:
    """Those who might take somebody again: paused first, then those who come back, then the full.

    Each has `hindrance`, `accompanied`, `held` and `held_now`.
    """
    on = table.on
    known = with_places(mentors_of(actor, table.map, region, sector))
    is_full = Q(capacity__lte=F("accompanied") + F("held"))
    why = Case(
        When(state=MentorState.PAUSED, then=Value(Hindrance.PAUSED)),
        When(Q(state=MentorState.ACTIVE, available_from__gt=on), then=Value(Hindrance.AWAY)),
        When(Q(is_full, state=MentorState.ACTIVE), then=Value(Hindrance.FULL)),
    )
    rank = Case(*(When(hindrance=value, then=Value(place)) for place, value in enumerate(Hindrance.values)))
    hindered = known.annotate(hindrance=why).exclude(hindrance=None).select_related("occupation")
    return hindered.with_employer(on).order_by(rank, "folded", "pk")[:MENTORS_SHOWN]
