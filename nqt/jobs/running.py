"""Doing a job: lease, compute, write all of it and mark it done in one transaction."""

import contextlib
import datetime

import structlog
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.accounts.roles import Role
from nqt.audit.context import acting
from nqt.common.errors import Refusal
from nqt.common.faults import place_of
from nqt.common.lease import LostLease
from nqt.jobs.kinds import JobKind, Outcome, Write, job_kind
from nqt.jobs.leasing import GIVEN_UP, MOST_ATTEMPTS, AskedToStop, end, hold, lease, locked
from nqt.jobs.models import Job, JobState
from nqt.jobs.progress import Progress, forget

logger = structlog.get_logger(__name__)

PAUSE = datetime.timedelta(seconds=10)
"""Before a work that failed for a reason nobody foresaw is tried again."""
NO_MORE = "La personne qui a demandé ce travail n’agit plus à ce titre."


def actor_of(job: Job) -> Actor:
    """Who asked, under the hat of then if it is still worn; the machine when nobody asked."""
    if job.role == Role.SYSTEM:
        return Actor.system(f"jobs:{job.kind}")
    hat = next((hat for hat in hats_of(job.owner) if hat.key == job.hat_key and hat.role == job.role), None)
    if hat is None or job.owner is None:
        raise Refusal(NO_MORE)
    return Actor.wearing(job.owner, hat)


def require_owner(job: Job) -> None:
    """Who asked may still: asked again in the transaction that writes, which closing the account waits for.

    The account is locked before the job, as whoever closes it does. Raises `Refusal`.
    """
    if job.role != Role.SYSTEM:
        job.owner = User.objects.select_for_update(of=("self",), no_key=True).filter(pk=job.owner_id).first()
        actor_of(job)


def perform(pk: int) -> bool:
    """Do one job if it is due and free, whatever comes; whether it was done by this call."""
    job = lease(pk)
    kind = job_kind(job.kind) if job else None
    if job is None or kind is None:
        return False
    try:
        _work(job, kind)
    except LostLease:
        logger.warning("jobs.lost", kind=job.kind, job=str(job.public_id))
        return False
    except AskedToStop:
        _end(job, JobState.CANCELLED)
        return False
    except Refusal as refusal:
        _end(job, JobState.FAILED, refusal.message)
        return False
    except Exception as error:
        logger.error("jobs.failed", kind=job.kind, job=str(job.public_id), error=place_of(error, depth=6))
        _put_off(job, error)
        return False
    finally:
        forget(job)
    return True


def _work(job: Job, kind: JobKind) -> None:
    with acting(actor_of(job)):
        write = kind.work(job, Progress(job))
        _finish(job, write)


def _finish(job: Job, write: Write) -> None:
    """One transaction: what was computed, and that the job is done; nothing when it is lost or to be stopped."""
    saved: str | None = None
    try:
        with transaction.atomic():
            hold(job)
            outcome = write() or Outcome()
            require_owner(job)
            fresh = locked(job)
            if outcome.file is not None:
                fresh.file.save(f"{fresh.public_id}", ContentFile(outcome.file), save=False)
                saved, fresh.file_name = fresh.file.name, outcome.file_name
            fresh.result = {**outcome.facts, **({"path": outcome.path} if outcome.path else {})}
            fresh.state, fresh.finished_at = JobState.DONE, timezone.now()
            fresh.done = fresh.total if fresh.total is not None else fresh.done
            fresh.step, fresh.error = "", ""
            fresh.give_back()
            fresh.save()
    except BaseException:
        if saved:
            Job._meta.get_field("file").storage.delete(saved)
        raise


def _end(job: Job, state: str, error: str = "") -> None:
    """Nothing was written: say so, if the job is still ours."""
    with transaction.atomic():
        fresh = Job.objects.held_by(job).select_for_update(of=("self",)).first()
        if fresh is not None:
            end(fresh, state, error=error)


def _put_off(job: Job, error: Exception) -> None:
    """Tried again by the sweep after a pause; a database that is away will see the lease pass."""
    if isinstance(error, OperationalError | InterfaceError):
        with contextlib.suppress(Exception):
            connection.close()
    with contextlib.suppress(OperationalError, InterfaceError):
        if job.attempts >= MOST_ATTEMPTS:
            _end(job, JobState.FAILED, GIVEN_UP)
            return
        Job.objects.held_by(job).update(lease_until=timezone.now() + PAUSE * job.attempts, claimed_by="")
