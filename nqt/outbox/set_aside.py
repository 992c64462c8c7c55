"""What lay on the broker and nobody could read: set aside and counted, in Redis, for somebody to look at.

Nothing due is lost by it: what is due is a row, and the sweep sends its id again.
"""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = structlog.get_logger(__name__)

LIST, COUNT = "broker:set-aside", "broker:set-aside:count"
KEPT = 200
"""The last ones; the count goes on."""
SHOWN = 1_000
"""Bytes kept of each: enough to see where it comes from, whatever its size."""
PATIENCE_SECONDS = 1.0


@dataclass(frozen=True)
class SetAside:
    """One message that was taken off a queue and given to nobody."""

    at: str
    queue: str
    reason: str
    size: int
    sha256: str
    head: str
    """Its first bytes, in printable characters."""


def set_aside(queue: str, raw: bytes, reason: str) -> None:
    """Keep it and count it; without Redis only the log says so. Never raises: the worker goes on."""
    entry = SetAside(
        at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        queue=queue,
        reason=reason,
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        head=ascii(raw[:SHOWN].decode("utf-8", "replace"))[1:-1][:SHOWN],
    )
    logger.error("broker.set_aside", queue=queue, reason=reason, size=entry.size, sha256=entry.sha256)
    try:
        with _client() as client, client.pipeline() as together:
            together.lpush(LIST, json.dumps(asdict(entry))).ltrim(LIST, 0, KEPT - 1).incr(COUNT)
            together.execute()
    except (redis.RedisError, OSError) as error:
        logger.warning("broker.set_aside_not_kept", error=type(error).__name__)


def count() -> int:
    """How many since the list was last emptied. Raises `redis.RedisError` without the broker."""
    with _client() as client:
        return int(client.get(COUNT) or 0)


def entries() -> list[SetAside]:
    """The last ones, latest first."""
    with _client() as client:
        return [SetAside(**json.loads(line)) for line in client.lrange(LIST, 0, -1)]


def clear() -> int:
    """They were looked at; answers how many were counted."""
    seen = count()
    with _client() as client:
        client.delete(LIST, COUNT)
    return seen


def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), retries=0),
    )
