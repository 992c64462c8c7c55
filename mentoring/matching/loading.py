"""The cohort of a scope, read from PostgreSQL in a dozen statements whatever its size, as the engine's arrays."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.engine.types import Cohort, Couple, Graduates, Mentors, Policy, Problem
from mentoring.matching.models import SimilarityKind
from mentoring.matching.similarity import Codes, codes_of, tables_of
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.mentorships.models import NO_LONGER_LOOKING
from mentoring.occupations.models import Help, Language
from mentoring.proposals.models import MatchProposal, ProposalState, Veto
from mentoring.proposals.places import taken
from regions.territories.models import Region, RegionDepartment, department_codes_of

NOWHERE = "–"
"""The region of somebody without department: nobody else's."""
_LANGUAGES = {word: 1 << place for place, word in enumerate(Language.values)}
_HELP = {word: 1 << place for place, word in enumerate(Help.values)}
_PEOPLE = ("department__code", "commune__latitude", "commune__longitude", "accepts_remote", "study_field_id")


@dataclass(frozen=True)
class Loaded:
    """A problem, and the fingerprint of all that went into it."""

    problem: Problem
    fingerprint: str

    @property
    def places(self) -> int:
        """All that the mentors who are available may take."""
        mentors = self.problem.cohort.mentors
        return int(mentors.capacity[mentors.active & mentors.available].sum())


def graduates_of(region: Region | None, on: datetime.date) -> QuerySet[Graduate]:
    """Who waits: in the pool, still agreeing to be shown, accompanied by nobody, not placed, no proposal under way."""
    kept = MatchProposal.objects.kept()
    followed = Graduate.objects.filter(mentorships__isnull=False, mentorships__closed_on=None)
    gone = Graduate.objects.filter(mentorships__close_reason__in=NO_LONGER_LOOKING)
    waiting = Graduate.objects.pool().shown_to_mentors().unrestricted()
    for others in (kept.values("graduate"), followed.values("pk"), gone.values("pk")):
        waiting = waiting.exclude(pk__in=others)
    return within(waiting, region, on)


def mentors_of(region: Region | None, on: datetime.date) -> QuerySet[Mentor]:
    """Who is a mentor there, paused included: the rule that leaves somebody out names them."""
    known = Mentor.objects.filter(state__in=[MentorState.ACTIVE, MentorState.PAUSED]).unrestricted()
    return within(known, region, on)


def within(people: QuerySet[Any], region: Region | None, on: datetime.date) -> QuerySet[Any]:
    """Those who live or work in the departments that the region has on a day."""
    return people if region is None else people.filter(department__code__in=department_codes_of(region.code, on))


def load(region: Region | None, policy: Policy, on: datetime.date) -> Loaded:
    """The problem of one scope on a day."""
    jobs, studies = codes_of(SimilarityKind.JOB), codes_of(SimilarityKind.FIELD)
    regions = dict(RegionDepartment.objects.on(on).values_list("department__code", "region__code"))
    graduates = _graduates(graduates_of(region, on), jobs, studies, regions, on)
    mentors = _mentors(mentors_of(region, on), jobs, studies, regions, on)
    tables = tables_of(jobs, studies)
    ours, theirs = set(graduates.ids.tolist()), set(mentors.ids.tolist())
    apart = excluded_among(ours, theirs)
    problem = Problem(cohort=Cohort(graduates, mentors, tables), policy=policy, **apart)
    return Loaded(problem, _fingerprint(problem))


def excluded_among(graduates: set[int], mentors: set[int]) -> dict[str, tuple[Couple, ...]]:
    """Pairs between these people that were refused, those that ended, those that staff forbid: by rule."""
    said_no = MatchProposal.objects.filter(state=ProposalState.DECLINED).values_list("graduate_id", "mentor_id")
    ended = Graduate.objects.filter(mentorships__closed_on__isnull=False).values_list("pk", "mentorships__mentor_id")
    vetoes = Veto.objects.order_by("pk").values_list("graduate_id", "mentor_id")
    rows = {"declined": said_no.order_by("pk"), "ended": ended.order_by("pk", "mentorships__pk"), "vetoed": vetoes}
    return {name: _couples(couples, graduates, mentors) for name, couples in rows.items()}


def pair_problem(graduate: Graduate, mentor: Mentor, policy: Policy, on: datetime.date) -> Problem:
    """These two alone, whatever their state: what a pairing by hand is told."""
    jobs, studies = codes_of(SimilarityKind.JOB), codes_of(SimilarityKind.FIELD)
    regions = dict(RegionDepartment.objects.on(on).values_list("department__code", "region__code"))
    ours = _graduates(Graduate.objects.filter(pk=graduate.pk), jobs, studies, regions, on)
    theirs = _mentors(Mentor.objects.filter(pk=mentor.pk), jobs, studies, regions, on)
    tables = tables_of(jobs, studies)
    apart = excluded_among({graduate.pk}, {mentor.pk})
    return Problem(cohort=Cohort(ours, theirs, tables), policy=policy, **apart)


def _graduates(
    people: QuerySet[Graduate], jobs: Codes, studies: Codes, regions: dict[str, str], on: datetime.date
) -> Graduates:
    own = ("pk", "target_job_id", "languages", "wishes", "pooled_at", "qpv")
    rows = list(people.order_by("pk").values_list(*own, *_PEOPLE))
    excluded: dict[int, list[int]] = defaultdict(list)
    avoided = Graduate.excluded_employers.through.objects.filter(graduate__in=people).order_by("pk")
    for graduate, organization in avoided.values_list("graduate_id", "organization_id"):
        excluded[graduate].append(organization)
    most = max(map(len, excluded.values()), default=1)
    padded = [[*excluded[row[0]], *[-1] * (most - len(excluded[row[0]]))] for row in rows]
    answers = {"in": 1, "out": 0}
    return Graduates(
        **_of_both(rows, len(own), regions, studies),
        job=_whole(jobs.place(row[1]) for row in rows),
        languages=_whole(_bits(row[2] or [Language.FRENCH], _LANGUAGES) for row in rows),
        wishes=_whole(_bits(row[3], _HELP) for row in rows),
        excluded_employers=np.array(padded, dtype=np.int64).reshape(len(rows), most),
        waiting=_whole(max(0, (on - timezone.localdate(row[4])).days) if row[4] else 0 for row in rows),
        qpv=_whole(answers.get(row[5], -1) for row in rows),
    )


def _mentors(
    people: QuerySet[Mentor], jobs: Codes, studies: Codes, regions: dict[str, str], on: datetime.date
) -> Mentors:
    own = ("pk", "occupation_id", "languages", "offers", "state", "available_from", "capacity", "radius_km")
    rows = list(people.order_by("pk").values_list(*own, *_PEOPLE))
    employers = dict(Employment.objects.on(on).filter(mentor__in=people).values_list("mentor_id", "organization_id"))
    used = taken([row[0] for row in rows])
    unread = MatchProposal.objects.kept().unread().values_list("mentor_id", flat=True)
    for mentor in unread.order_by("pk"):
        used[mentor] = used.get(mentor, 0) + 1
    return Mentors(
        **_of_both(rows, len(own), regions, studies),
        job=_whole(jobs.place(row[1]) for row in rows),
        languages=_whole(_bits(row[2] or [Language.FRENCH], _LANGUAGES) for row in rows),
        offers=_whole(_bits(row[3], _HELP) for row in rows),
        employer=_whole(employers.get(row[0], -1) for row in rows),
        active=np.array([row[4] in (MentorState.ACTIVE, MentorState.PAUSED) for row in rows], dtype=bool),
        available=np.array([row[4] == MentorState.ACTIVE and not (row[5] and row[5] > on) for row in rows], dtype=bool),
        capacity=_whole(max(0, row[6] - used.get(row[0], 0)) for row in rows),
        radius=np.array([row[7] for row in rows], dtype=np.float64),
    )


def _of_both(rows: Sequence[tuple], start: int, regions: dict[str, str], studies: Codes) -> dict[str, Any]:
    """The columns that both sides have."""
    known = [row[start:] for row in rows]
    return {
        "ids": _whole(row[0] for row in rows),
        "region": np.array([regions.get(row[0], f"{NOWHERE}{row[0] or ''}") for row in known], dtype="U8"),
        "department": np.array([row[0] or NOWHERE for row in known], dtype="U8"),
        "latitude": np.array([np.nan if row[1] is None else row[1] for row in known], dtype=np.float64),
        "longitude": np.array([np.nan if row[2] is None else row[2] for row in known], dtype=np.float64),
        "remote": np.array([row[3] for row in known], dtype=bool),
        "field": _whole(studies.place(row[4]) for row in known),
    }


def _whole(values: Iterable[int]) -> Any:
    return np.array(list(values), dtype=np.int64)


def _bits(words: Sequence[str], known: dict[str, int]) -> int:
    """One bit a word."""
    return sum(known[word] for word in set(words) if word in known)


def _couples(rows: Iterable[tuple[int, int]], ours: set[int], theirs: set[int]) -> tuple[Couple, ...]:
    """Those between two people of the scope, each once."""
    known = dict.fromkeys((g, m) for g, m in rows if g in ours and m in theirs)
    return tuple(Couple(g, m) for g, m in known)


def _fingerprint(problem: Problem) -> str:
    """The same people, wishes, places, prohibitions and policy have the same one, on any machine."""
    digest = hashlib.sha256(repr((problem.policy, problem.declined, problem.ended, problem.vetoed)).encode())
    for part in (problem.cohort.graduates, problem.cohort.mentors, problem.cohort.tables):
        for column in fields(part):
            digest.update(np.ascontiguousarray(getattr(part, column.name)).tobytes())
    return digest.hexdigest()
