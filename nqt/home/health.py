"""What a machine asks: does the process answer (`/live`), can it do its work (`/ready`)?

Without the database nothing works: 503. Without the broker pages do, and mail waits in its table: degraded, still 200.
"""

import time
from http import HTTPStatus

import redis
from django.db import Error, connection
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nqt.outbox import set_aside
from nqt.outbox.models import Message

LATE_SECONDS = 300
RETRY_AFTER_SECONDS = 5


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database, broker, what was set aside there, and how long the oldest due mail has waited (alert above 5 min)."""
    began = time.monotonic()
    try:
        oldest = _oldest_due_seconds()
    except Error:
        connection.close()
        return _no_database()
    seconds = round(time.monotonic() - began, 4)
    unreadable = _set_aside()
    broker = unreadable is not None
    good = broker and oldest < LATE_SECONDS
    return JsonResponse(
        {
            "status": "ready" if good else "degraded",
            "database": {"status": "up", "seconds": seconds},
            "broker": {"status": "up" if broker else "degraded", "set_aside": unreadable},
            "outbox": {"status": "up" if oldest < LATE_SECONDS else "late", "oldest_due_seconds": oldest},
        }
    )


def _oldest_due_seconds() -> int:
    now = timezone.now()
    oldest = Message.objects.due(now).aggregate(oldest=Min("next_try_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else 0


def _set_aside() -> int | None:
    """How many messages no worker could read since somebody looked; None when the broker does not answer."""
    try:
        return set_aside.count()
    except redis.RedisError:
        return None


def _no_database() -> JsonResponse:
    problem = {
        "type": "about:blank",
        "title": "Service indisponible",
        "status": HTTPStatus.SERVICE_UNAVAILABLE,
        "detail": "La base de données ne répond pas.",
    }
    return JsonResponse(
        problem,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        content_type="application/problem+json",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )
