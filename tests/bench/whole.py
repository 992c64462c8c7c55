"""A run over 6,000 graduates and 5,000 mentors of the database: reading, computing, writing; then one refusal."""

import time

from django.db import connection, transaction
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching import actions
from mentoring.matching.actions.runs import compute
from mentoring.matching.loading import load
from mentoring.matching.models import MatchingRun
from mentoring.matching.policy import as_engine, policy_in_force
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions import offer_decline, proposal_approve
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from regions.territories.models import Department
from tests.bench.base import say
from tests.bench.gaps import JOBS, copies
from tests.harness.factories.mentoring import a_commune, a_graduate, a_mentor, an_occupation

GRADUATES, MENTORS = 6_000, 5_000
TOWNS = 160
"""Apart from one another as in eight regions; a number that shares no divisor with the jobs'."""
REFUSAL = 1.0


def measure() -> bool:
    """Print the figures; False when one misses its bound."""
    draw()
    machine = Actor.system("bench")
    today = timezone.localdate()
    policy = policy_in_force(today)
    loaded, reading = _timed(lambda: load(None, as_engine(policy), today))
    run = MatchingRun.objects.create(region=None, policy=policy)
    computed, computing = _timed(lambda: compute(run, lambda *_: None))
    computing -= reading
    with transaction.atomic():
        _, writing = _timed(lambda: actions.run_finish(actor=machine, run=run, computed=computed))
    size = f"{len(loaded.problem.cohort.graduates):,} × {len(loaded.problem.cohort.mentors):,} of the database"
    good = say(
        f"{size}, read and written against computed",
        f"{reading:.2f} + {writing:.2f} s / {computing:.2f} s",
        f"{computed.result.matched:,} proposals, {computed.result.feasible:,} pairs: told",
        run.proposals.count() == computed.result.matched > 0,
    )
    return good & _refused(machine, run)


def _refused(machine: Actor, run: MatchingRun) -> bool:
    proposal = run.proposals.order_by("-score", "pk").first()
    proposal_approve(actor=machine, target=proposal)
    offered = MatchProposal.objects.get(pk=proposal.pk)

    def refuse() -> None:
        offer_decline(actor=machine, target=offered, decline_reason="no_time")
        job = Job.objects.filter(kind="mentoring.matching.replace").latest("pk")
        if job.attempts == 0:
            perform(job.pk)

    _, seconds = _timed(refuse)
    following = MatchProposal.objects.filter(follows=offered).count()
    return say(
        "one refusal among them, to the next proposal",
        f"{seconds:.2f} s, {following} found",
        f"< {REFUSAL:.0f} s",
        seconds < REFUSAL and following == 1,
    )


def draw() -> None:
    """Copies of a few people, over the towns, jobs and departments."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE mentoring_graduate, mentoring_mentor CASCADE")
    departments = list(Department.objects.order_by("code")[:TOWNS])
    towns = [
        a_commune(departments[i % len(departments)], at=(43 + i % 13 * 0.5, -1 + i % 17 * 0.5))
        for i in range(TOWNS + 1)
    ]
    jobs = [an_occupation(code, f"Métier {code}") for code in JOBS]
    a_graduate(commune=towns[0], target_job=jobs[0], accepts_remote=True)
    a_mentor(commune=towns[0], occupation=jobs[0], accepts_remote=True)
    where = {
        "department_id": f"(ARRAY{[town.department_id for town in towns]})[1 + mod(n, {len(towns)})]",
        "commune_id": f"(ARRAY{[town.pk for town in towns]})[1 + mod(n, {len(towns)})]",
        "accepts_remote": "mod(n, 3) = 0",
    }
    keys = [job.pk for job in jobs]
    job = f"(ARRAY{keys})[1 + mod(n / 5, {len(keys)})]"
    copies(Graduate, GRADUATES, {**where, "target_job_id": job, "pooled_at": "pooled_at - n * interval '1 hour'"})
    copies(
        Mentor, MENTORS, {**where, "occupation_id": job, "capacity": "1 + mod(n, 2)", "radius_km": "30 + mod(n, 60)"}
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _timed(function):
    began = time.perf_counter()
    return function(), time.perf_counter() - began
