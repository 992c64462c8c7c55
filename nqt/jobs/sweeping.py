"""The sweep of long work, every minute: what waits or lost its worker is given to the workers again.

It holds nothing: two at once, none for a day, or an emptied broker lose nothing and double nothing (`claiming`).
"""

import datetime

import structlog
from django.utils import timezone

from nqt.jobs.models import Job
from nqt.jobs.publishing import send

logger = structlog.get_logger(__name__)

BATCH = 50
"""Orders a sweep gives at most; the oldest first."""


def sweep(*, now: datetime.datetime | None = None, publish: bool = True) -> list[int]:
    """What is due now, told to the workers."""
    due = Job.objects.due(now or timezone.now()).order_by("created_at", "pk").values_list("pk", "queue")[:BATCH]
    late = list(due)
    if publish:
        try:
            for pk, queue in late:
                send(pk, queue)
        except Exception as error:
            logger.warning("jobs.publish_failed", error=type(error).__name__)
    return [pk for pk, _queue in late]
