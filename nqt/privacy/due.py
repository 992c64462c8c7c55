"""The last mail to somebody who was forgotten leaves no trace; and, once a day, what is past its term goes."""

import datetime

from django.utils import timezone

from nqt.common.due import due
from nqt.outbox.models import ON_THE_WAY, Message
from nqt.privacy.models import RetentionDay
from nqt.privacy.retention import purge
from nqt.privacy.rules import FIRST_HOUR
from nqt.privacy.telling import GOODBYE

BUDGET = 5.0
"""Seconds that one sweep gives to it, so that mail does not wait for it; the next one goes on."""


@due("privacy.goodbyes")
def goodbyes(now: datetime.datetime) -> int:
    """Once it left, or could not: the line holds the address."""
    return Message.objects.of_kind(GOODBYE).exclude(state__in=ON_THE_WAY).delete()[0]


@due("privacy.retention")
def retention(now: datetime.datetime) -> int:
    """The purge of the day, until it is over; never ahead of the clock, whatever moment is played."""
    moment = min(now, timezone.now())
    local = timezone.localtime(moment)
    if local.hour < FIRST_HOUR or RetentionDay.objects.filter(day=local.date(), finished_at__isnull=False).exists():
        return 0
    return purge(now=moment, budget=BUDGET).gone.total()
