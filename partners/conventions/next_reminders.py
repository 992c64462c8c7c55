"""When silence will be answered: the next of the days on which a signatory is written to."""

import datetime

from django.utils import timezone

from partners.conventions.models import Signatory
from partners.conventions.rules import CATCH_UP, PEACE, UNSIGNED_AFTER


def next_reminder(line: Signatory, now: datetime.datetime) -> datetime.date | None:
    """The day on which the rule will write to a silent line read `with_reminders`; None when it will not any more."""
    return next_reminder_after(line.invited_at, line.reminded_at, now)


def next_reminder_after(
    invited_at: datetime.datetime, reminded_at: datetime.datetime | None, now: datetime.datetime
) -> datetime.date | None:
    """The same, of somebody invited then, and last reminded then."""
    peace = reminded_at + PEACE if reminded_at else now
    for days in UNSIGNED_AFTER:
        due = invited_at + datetime.timedelta(days=days)
        at = max(due, peace)
        if at > now and at < due + CATCH_UP:
            return timezone.localdate(at)
    return None
