"""What workers call."""

from celery import shared_task

from nqt.jobs import running
from nqt.jobs.models import Job
from nqt.outbox.set_aside import set_aside


@shared_task(name="jobs.run")
def run(pk: int) -> None:
    """Do one job; the id of a row that is not there is set aside."""
    if isinstance(pk, int) and Job.objects.filter(pk=pk).exists():
        running.perform(pk)
    else:
        set_aside("jobs", ascii(pk).encode(), "no such job")
