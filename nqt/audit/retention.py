"""How long logs are kept; the one place that may take lines away from them."""

import datetime

import pgtrigger
from django.db import models

from nqt.audit.models import APPEND_ONLY, RETENTION, AccessRecord, LogQuerySet, SecurityEvent

BATCH = 5_000
EXPIRING: tuple[type[models.Model], ...] = (AccessRecord, SecurityEvent)
"""The transition log is not among them: it lives as long as the object it tells about."""


def logs_purge(*, now: datetime.datetime) -> dict[str, int]:
    """Take away access and security lines older than a year; answers how many of each, by model label.

    Works in batches, so that no lock or memory grows with the backlog. Safe to repeat, safe to interrupt.
    """
    return {model._meta.label: _purge(model, model.objects.older_than(now - RETENTION)) for model in EXPIRING}


def _purge(model: type[models.Model], lines: LogQuerySet) -> int:
    gone = 0
    with pgtrigger.ignore(f"{model._meta.label}:{APPEND_ONLY}"):
        while batch := list(lines.order_by("at").values_list("pk", flat=True)[:BATCH]):
            gone += model.objects.filter(pk__in=batch)._raw_delete("default")
    return gone
