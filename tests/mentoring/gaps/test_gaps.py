"""Where mentors lack: every count is that of a recount person by person, in as many statements whatever the size."""

import csv
import datetime
import random
from math import ceil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentoring.gaps.lenders import lenders_of
from mentoring.gaps.table import UNKNOWN, Map, Need, gaps_of
from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships.models import Mentorship
from mentoring.occupations.actions import DATA
from mentoring.occupations.models import Sector
from mentoring.proposals.models import MatchProposal, ProposalState
from regions.territories.models import Department
from tests.harness.factories.mentoring import (
    a_commune,
    a_graduate,
    a_mentor,
    a_mentorship,
    a_proposal,
    a_run,
    an_occupation,
)
from tests.harness.factories.regions import DepartmentFactory, RegionFactory, a_colleague

JOBS = ("K1802", "K1201", "K2111", "M1805", "M1203", "F1106")


@pytest.fixture
def today():
    return timezone.localdate()


def at(table, region="75", sector="K") -> Need:
    return next((n for n in table.needs if (n.region, n.sector) == (region, sector)), Need(region, sector))


# -- the whole, recounted ---------------------------------------------------------------------------------------------
def a_cohort(draw: random.Random) -> None:
    """People of three regions and of none, in every situation that the table tells apart."""
    north = DepartmentFactory(code="59", region=RegionFactory(code="32", name="Hauts-de-France"))
    away = DepartmentFactory(code="987", name="Polynésie française")
    places = [*Department.objects.filter(code__in=("17", "33", "86")), north, away]
    communes = [a_commune(place) for place in places]
    jobs = [an_occupation(code, f"Métier {code}") for code in JOBS] + [None]
    now, people, mentors = timezone.now(), [], []
    for _ in range(90):
        facts = {"commune": draw.choice(communes), "target_job": draw.choice(jobs)}
        facts["qpv"] = draw.choice(("in", "out", "unknown"))
        person = a_graduate(draw.choice(("pool", "pool", "pool", "submitted")), **facts)
        person.pooled_at = now - datetime.timedelta(hours=draw.randrange(9000)) if person.pooled_at else None
        person.save()
        people.append(person)
    for _ in range(45):
        facts = {"commune": draw.choice(communes), "occupation": draw.choice(jobs), "capacity": draw.randrange(4)}
        facts["accepts_remote"] = draw.random() < 0.6
        soon = timezone.localdate() + datetime.timedelta(days=draw.choice((-3, 0, 1, 40)))
        facts["available_from"] = draw.choice((None, None, soon))
        mentors.append(a_mentor(draw.choice(("active", "active", "active", "paused", "left", "invited")), **facts))
    pooled = [person for person in people if person.state == "pool"]
    draw.shuffle(pooled)
    for person in pooled[:14]:
        state = draw.choice(("announced", "active", "closed"))
        a_mentorship(state, graduate=person, mentor=draw.choice(mentors))
    for person in pooled[14:26]:
        state = draw.choice((*ProposalState.values[:3], ProposalState.DECLINED))
        by = draw.choice((None, a_run()))
        facts = {"decline_reason": "no_time"} if state == ProposalState.DECLINED else {}
        facts["is_pinned"] = state == ProposalState.PROPOSED and draw.random() < 0.5
        a_proposal(state, graduate=person, mentor=draw.choice(mentors), run=by, **facts)


def recounted(actor, known: Map, today, length: int) -> dict[tuple[str, str], tuple[int, ...]]:
    """One person at a time, without the ORM's arithmetic."""
    sees = [d.code for d in Department.objects.all() if actor.is_national or d.code in actor.department_codes]
    kept = [p for p in MatchProposal.objects.all() if keeps(p)]
    pairs = list(Mentorship.objects.filter(closed_on=None))
    found: dict[tuple[str, str], dict] = {}

    def cell(person, job):
        area = known.departments.get(person.department_id, UNKNOWN)
        blank = {"waits": [], "priority": 0, "places": 0, "families": set()}
        return found.setdefault((area, job.code[:length] if job else UNKNOWN), blank)

    for person in Graduate.objects.select_related("department", "target_job"):
        is_taken = person.pk in {p.graduate_id for p in kept} | {p.graduate_id for p in pairs}
        if person.state != "pool" or is_taken or person.department.code not in sees:
            continue
        here = cell(person, person.target_job)
        here["waits"].append((today - timezone.localdate(person.pooled_at)).days)
        here["priority"] += person.qpv == "in"
        here["families"] |= {person.target_job.code[:3]} if person.target_job else set()
    far = []
    for mentor in Mentor.objects.select_related("department", "occupation"):
        is_away = mentor.available_from and mentor.available_from > today
        used = sum(p.mentor_id == mentor.pk for p in [*kept, *pairs])
        free = max(0, mentor.capacity - used)
        if mentor.state != MentorState.ACTIVE or is_away or not mentor.capacity:
            continue
        is_ours = mentor.department.code in sees
        if is_ours:
            cell(mentor, mentor.occupation)["places"] += free
        if mentor.accepts_remote and mentor.occupation:
            area = known.departments.get(mentor.department_id, UNKNOWN) if is_ours else "elsewhere"
            far.append((area, mentor.occupation.code[:3], free))
    answer = {}
    for (area, job), facts in found.items():
        waits = sorted(facts["waits"], reverse=True)
        median = waits[ceil(len(waits) / 2) - 1] if waits else 0
        remote = sum(free for where, family, free in far if where != area and family in facts["families"])
        gap = max(0, len(waits) - facts["places"])
        answer[area, job] = (
            len(waits), facts["priority"], max(waits, default=0), median, facts["places"], remote, gap
        )  # fmt: skip
    return answer


def keeps(proposal: MatchProposal) -> bool:
    return proposal.state in ("approved", "offered") or (
        proposal.state == "proposed" and (proposal.run_id is None or proposal.is_pinned)
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("length", [1, 3])
def test_counts_are_those_of_a_recount_person_by_person(west, today, seed, length):
    a_cohort(random.Random(seed))  # noqa: S311
    for actor in (a_colleague(), a_colleague(region=west["75"]), a_colleague(department=west["17"])):
        table = gaps_of(actor, today, length=length)
        told = {
            (n.region, n.sector): (
                n.waiting, n.priority, n.longest, n.median, n.places, n.remote_places, n.gap
            ) for n in table.needs
        }  # fmt: skip
        assert told == recounted(actor, table.map, today, length)
        assert table.total().waiting == sum(n.waiting for n in table.needs)
        assert table.total().gap == sum(n.gap for n in table.needs)
        assert all(isinstance(figure, int) for figures in told.values() for figure in figures)


def test_statements_are_as_many_for_few_and_for_many(west, today):
    actor, counts = a_colleague(region=west["75"]), []
    for size in (1, 15):
        for number in range(size):
            a_graduate(department=west["17"], target_job=an_occupation(JOBS[number % 6]))
            a_mentorship(mentor=a_mentor(department=west["17"], capacity=3))
        with CaptureQueriesContext(
            connection,
        ) as read:
            table = gaps_of(actor, today)
            lenders_of(actor, table.map.codes["75"], "K", today)
        counts.append(len(read))
    assert counts[0] == counts[1] <= 10


def test_sectors_are_called_as_in_the_official_list():
    with (DATA / "occupations.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"][0]: row["domain"] for row in csv.DictReader(file)}
    assert names == dict(Sector.choices)
