"""How much one person may ask. Counters live in Redis; when it does not answer, the limiter steps aside.

A counter a window (`add` then `incr`, atomic), so that two servers count together; refusing people because the
counter is lost would turn a small fault into a big one.
"""

import time
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

PERIODS = {"min": 60, "hour": 3600, "day": 86400}
PAUSE = 30
"""Seconds without asking a Redis that has just failed: its time-out is not paid at every request."""

log = structlog.get_logger(__name__)
_failed_at = -float(PAUSE)


def parse_rate(rate: str) -> tuple[int, int]:
    """`12/min` → (12, 60)."""
    number, _, period = rate.partition("/")
    return int(number), PERIODS[period]


class Throttle(BaseThrottle):
    """At most so many requests of one kind a window, by account, or by address for visitors."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.allowed, self.window = parse_rate(settings.DOOR_RATES[kind])

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count, and compare."""
        user = request.user
        who = f"user:{user.pk}" if user is not None and user.is_authenticated else f"ip:{self.get_ident(request)}"
        slot = int(time.time()) // self.window
        return self._count(f"throttle:{self.kind}:{who}:{slot}") <= self.allowed

    def wait(self) -> float:
        """Until the window ends."""
        return self.window - time.time() % self.window

    def _count(self, key: str) -> int:
        global _failed_at
        if time.monotonic() - _failed_at < PAUSE:
            return 0
        try:
            cache.add(key, 0, timeout=self.window)
            return cache.incr(key)
        except Exception as error:  # whatever the client raises, the request goes on
            _failed_at = time.monotonic()
            log.warning("throttle.unavailable", error=type(error).__name__)
            return 0


def throttles_of(view: Any) -> list[Throttle]:
    """Visitors' posts, people's writes, exports; reading is not counted."""
    if view.action == "export":
        return [Throttle("export")]
    if view.request.method in ("GET", "HEAD", "OPTIONS"):
        return []
    return [Throttle("write" if view.request.user.is_authenticated else "visitor")]
