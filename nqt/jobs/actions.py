"""Asking for long work, and asking it to stop."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.jobs.kinds import job_kind
from nqt.jobs.leasing import end
from nqt.jobs.models import Job, JobState
from nqt.jobs.publishing import publish


def job_start(
    *,
    actor: Actor,
    kind: str,
    parameters: dict[str, Any] | None = None,
    label: str = "",
    key: str = "",
    queue: str = "",
) -> Job:
    """Write that a work is asked for; workers hear of it after commit.

    With a `key`, a job of that key that is not over is the answer: a double click is one job. `parameters` are ids and
    words, never a person's data. Raises `LookupError` for a kind nobody declared.
    """
    known = job_kind(kind)
    if known is None:
        raise LookupError(f"no kind of job is called {kind!r}")
    live = Job.objects.filter(key=key, state__in=(JobState.WAITING, JobState.RUNNING)) if key else Job.objects.none()
    try:
        with transaction.atomic():
            found = live.first()
            if found is not None:
                return found
            job = Job.objects.create(
                kind=kind,
                label=label or known.label,
                queue=queue or known.queue,
                owner=actor.user,
                hat_key=actor.hat_key,
                role=actor.role,
                parameters=parameters or {},
                key=key,
            )
            transaction.on_commit(lambda: publish(job.pk, job.queue), robust=True)
            return job
    except IntegrityError:
        found = live.first()
        if found is None:
            raise
        return found


def may_cancel(actor: Actor, job: Job) -> Refusal | None:
    """One's own, while it is not over. Asking twice is asking once, of the machine; a person has no second button."""
    if not Job.objects.visible_to(actor).filter(pk=job.pk).exists():
        return Forbidden()
    return Conflict(f"Ce travail est déjà {job.get_state_display()}.") if job.is_over else None


@act(may_cancel)
def job_cancel(*, actor: Actor, target: Job) -> Job:
    """Stop it: at once when it waits, at its next step when it runs; what was before is as it was.

    Asking twice is asking once. Raises `Forbidden` for another's job, `Conflict` when it is over.
    """
    with transaction.atomic():
        # not FOR UPDATE: a work that writes holds its row (`leasing.hold`) and must still hear this
        job = Job.objects.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
        guard(may_cancel, actor, job)
        if job.cancel_asked_at is None:
            job.cancel_asked_at = timezone.now()
            job.save(update_fields=["cancel_asked_at"])
        if job.state == JobState.WAITING:
            end(job, JobState.CANCELLED)
        return job
