"""Long work that waits, or whose worker died, is told to the workers again."""

import datetime

from nqt.common.due import late
from nqt.jobs.models import Job
from nqt.jobs.publishing import send

BATCH = 50
"""Orders a sweep gives at most; the oldest first."""


@late("jobs.waiting")
def waiting(now: datetime.datetime) -> int:
    """How many were told."""
    found = list(Job.objects.due(now).order_by("created_at", "pk").values_list("pk", "queue")[:BATCH])
    for pk, queue in found:
        send(pk, queue)
    return len(found)
