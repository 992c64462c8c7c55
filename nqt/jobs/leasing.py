"""Who holds a job: it is leased for a minute, again with each progress, and no lock is kept while computing.

The final transaction holds the row for as long as it writes (`hold`): a share lock, so that a person can still ask to
cancel and nobody else can lease it, whatever time the writing takes. A worker that is killed loses lease and lock.
"""

import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from nqt.common.lease import LostLease
from nqt.jobs.kinds import job_kind
from nqt.jobs.models import Job, JobState

MOST_ATTEMPTS = 5
"""Leases of one job: a work that takes its worker down each time is given up."""
GIVEN_UP = "Le travail s’est interrompu plusieurs fois de suite. Rien n’a été écrit ; relancez-le, ou prévenez-nous."


class AskedToStop(Exception):  # noqa: N818 (said by a person, no error)
    """Somebody asked to cancel."""


def lease_length() -> datetime.timedelta:
    """Longer than a work goes without telling its progress, short enough for the next sweep after a crash."""
    return datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)


def lease(pk: int, *, now: datetime.datetime | None = None) -> Job | None:
    """Take a due job; None when another has it, when it is not due, or when it is settled here instead.

    Settled: cancelled meanwhile, or tried too often.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        job: Job | None = Job.objects.due(moment).free(pk)
        if job is None or job_kind(job.kind) is None:
            return None
        if job.cancel_asked_at is not None:
            end(job, JobState.CANCELLED)
            return None
        if job.attempts >= MOST_ATTEMPTS:
            end(job, JobState.FAILED, error=GIVEN_UP)
            return None
        job.take(lease_length())
        job.started_at = job.started_at or moment
        job.done, job.total, job.step = 0, None, ""
        job.save()
        return job


def hold(job: Job) -> None:
    """Inside the writing transaction: nobody leases this job until it ends. Raises `LostLease` when somebody has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM jobs_job WHERE id = %s AND claimed_by = %s AND state = %s FOR KEY SHARE",
            [job.pk, job.claimed_by, JobState.RUNNING],
        )
        if cursor.fetchone() is None:
            raise LostLease


def locked(job: Job) -> Job:
    """The row locked, still ours and not asked to stop; the caller owns the transaction.

    Raises `LostLease` and `AskedToStop`.
    """
    fresh: Job | None = Job.objects.select_for_update(of=("self",)).filter(pk=job.pk).first()
    if fresh is None or fresh.claimed_by != job.claimed_by or fresh.state != JobState.RUNNING:
        raise LostLease
    if fresh.cancel_asked_at is not None:
        raise AskedToStop
    return fresh


def end(job: Job, state: str, *, error: str = "") -> None:
    """Write down that a locked job failed or was cancelled; its feature settles it. The caller owns the transaction."""
    job.state, job.error = state, error[:300]
    job.finished_at = timezone.now()
    job.give_back()
    job.save()
    kind = job_kind(job.kind)
    if kind is not None and kind.ended is not None:
        kind.ended(job)
