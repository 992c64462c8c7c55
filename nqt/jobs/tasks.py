"""What workers and beat call."""

from celery import shared_task

from nqt.jobs import running, sweeping


@shared_task(name="jobs.run")
def run(pk: int) -> None:
    """Do one job."""
    running.perform(pk)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Sweep now."""
    sweeping.sweep()
