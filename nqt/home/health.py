"""What a machine asks: does the process answer (`/live`), can it do its work (`/ready`)?

Without the database nothing works: 503. Without the broker pages do, and mail waits in its table: degraded, still 200.
"""

import time
from http import HTTPStatus

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from nqt.outbox.models import Message

LATE_SECONDS = 300
BROKER_PATIENCE_SECONDS = 1.0
RETRY_AFTER_SECONDS = 5


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database, broker, and how long the oldest due mail has waited (alert above five minutes)."""
    began = time.monotonic()
    try:
        oldest = _oldest_due_seconds()
    except Error:
        connection.close()
        return _no_database()
    seconds = round(time.monotonic() - began, 4)
    broker = _broker_answers()
    good = broker and oldest < LATE_SECONDS
    return JsonResponse(
        {
            "status": "ready" if good else "degraded",
            "database": {"status": "up", "seconds": seconds},
            "broker": {"status": "up" if broker else "degraded"},
            "outbox": {"status": "up" if oldest < LATE_SECONDS else "late", "oldest_due_seconds": oldest},
        }
    )


def _oldest_due_seconds() -> int:
    now = timezone.now()
    oldest = Message.objects.due(now).aggregate(oldest=Min("next_try_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else 0


def _broker_answers() -> bool:
    client = redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=BROKER_PATIENCE_SECONDS,
        socket_connect_timeout=BROKER_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), retries=0),
    )
    try:
        with client:
            return bool(client.ping())
    except redis.RedisError:
        return False


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
