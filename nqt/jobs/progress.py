"""How far a job is, told cheaply: at most twice a second, in a short statement of its own."""

import time
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from nqt.common.lease import LostLease
from nqt.jobs.leasing import AskedToStop, lease_length
from nqt.jobs.models import Job, JobState

PAUSE = 0.5
KEPT = 600


class Progress:
    """Called by a work; raises `AskedToStop` or `LostLease`, which the work lets through.

    While the final transaction writes, a row would only be seen after it: the cache tells meanwhile, and when the cache
    is away nothing is told.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told_at = 0.0
        self._step = ""

    def __call__(self, done: int, total: int | None, step: str = "") -> None:
        """So many rows of so many, and what is being done, in French."""
        now = time.monotonic()
        if now - self._told_at < PAUSE and (step == self._step or not step):
            return
        self._told_at, self._step = now, step or self._step
        facts = {"done": done, "total": total, "step": self._step}
        if connection.in_atomic_block:
            cache.set(_key(self._job.pk), facts, KEPT)
        else:
            if not Job.objects.held_by(self._job).update(**facts, lease_until=timezone.now() + lease_length()):
                raise LostLease
        self.check()

    def check(self) -> None:
        """Raise `AskedToStop` when a person asked to cancel."""
        if Job.objects.filter(pk=self._job.pk, cancel_asked_at__isnull=False).exists():
            raise AskedToStop


def _key(pk: int) -> str:
    return f"job:{pk}:progress"


def known_progress(job: Job) -> dict[str, Any]:
    """What a page shows of a job: its row, or what the writing transaction tells beside it."""
    row = {"done": job.done, "total": job.total, "step": job.step}
    return row if job.state != JobState.RUNNING else cache.get(_key(job.pk)) or row


def forget(job: Job) -> None:
    """The row says it all again."""
    cache.delete(_key(job.pk))
