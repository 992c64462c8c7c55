"""How much one person may ask: a counter a window, in the shared cache, so that two servers count together.

The cache is sturdy (`nqt.common.cache`): without Redis each process counts for itself, and no page fails for it.
"""

import math
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from nqt.accounts.actor import Actor
from nqt.common.text import counted

PERIODS = {"min": 60, "hour": 3600, "day": 86400}
WINDOWS = {60: "par minute", 3600: "par heure", 86400: "par jour"}
COUNTED = {
    "export": ("exports", "afin qu’un compte dérobé n’emporte pas toutes les données"),
    "write": ("enregistrements", "afin qu’un programme emballé n’abîme rien"),
    "visitor": ("envois", "afin qu’un robot ne prenne pas la place des personnes"),
}
"""Kind → what is counted, and why."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def parse_rate(rate: str) -> tuple[int, int]:
    """`12/min` → (12, 60)."""
    number, _, period = rate.partition("/")
    return int(number), PERIODS[period]


def who_asks(request: Request, actor: Actor | None) -> str:
    """The account, the personal link (eight people sign at one table, behind one address), or the address."""
    if actor is not None and actor.bearer:
        return "bearer:{}:{}".format(*actor.bearer)
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"ip:{BaseThrottle().get_ident(request)}"


class Throttle(BaseThrottle):
    """At most so many requests of one kind a window, by account, or by address for visitors."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.allowed, self.window = parse_rate(settings.DOOR_RATES[kind])

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count, and compare."""
        who = who_asks(request, getattr(view, "actor", None))
        slot = int(time.time()) // self.window
        return self._count(f"throttle:{self.kind}:{who}:{slot}") <= self.allowed

    def sentence(self, wait: float) -> str:
        """Why not now, and when."""
        minutes = max(1, math.ceil(wait / 60))
        what, why = COUNTED[self.kind]
        when = counted(minutes, "minute") if minutes > 1 else "une minute"
        return f"Trop de demandes : {self.allowed} {what} {WINDOWS[self.window]} au plus, {why}. Réessayez dans {when}."

    def wait(self) -> float:
        """Until the window ends."""
        return self.window - time.time() % self.window

    def _count(self, key: str) -> int:
        """One more, atomically; a counter lost in between begins again."""
        cache.add(key, 0, timeout=self.window)
        try:
            return cache.incr(key)
        except ValueError:
            cache.set(key, 1, timeout=self.window)
            return 1


class TooOften(exceptions.Throttled):
    """DRF's, in the words of the counter that is full."""

    def __init__(self, throttle: Throttle, wait: float) -> None:
        self.wait = wait
        exceptions.APIException.__init__(self, throttle.sentence(wait))


def throttles_of(view: Any) -> list[Throttle]:
    """Visitors' posts, people's writes, exports; reading is not counted."""
    if view.action == "export":
        return [Throttle("export")]
    if view.request.method in READS:
        return []
    return [Throttle("write" if view.request.user.is_authenticated else "visitor")]
