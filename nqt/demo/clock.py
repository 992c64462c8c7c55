"""Telling something as if it had happened then.

The features' actions know one clock, `django.utils.timezone.now`. A story told today about last month sets that clock,
and afterwards dates what the database wrote with its own (history, transition log), and the mails. Only the demo does
this; the audit of a living service is never rewritten.
"""

import datetime
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from uuid import UUID

import pghistory
import pgtrigger
from django.apps import apps
from django.db import connection
from django.utils import timezone
from pghistory.models import Context

from nqt.accounts.actor import Actor
from nqt.audit.context import acting
from nqt.audit.models import APPEND_ONLY, TransitionLog
from nqt.demo import mailbag

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def moment(day: datetime.date, hour: int = 10, minute: int = 0) -> datetime.datetime:
    """A time of that day in Paris."""
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=PARIS)


def working_day(day: datetime.date) -> datetime.date:
    """That day, or the Friday before a week-end."""
    return day - datetime.timedelta(days=max(0, day.weekday() - 4))


class Teller:
    """Remembers which acts were told, to date their history at the end."""

    def __init__(self) -> None:
        self._acts: list[UUID] = []

    @contextmanager
    def at(self, actor: Actor, when: datetime.datetime) -> Iterator[None]:
        """What is done inside is done by that actor, at that time."""
        last = TransitionLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        last_mail = mailbag.last_posted()
        with acting(actor), pghistory.context() as act, mock.patch.object(timezone, "now", lambda: when):
            yield
            mailbag.sent_then(after=last_mail, when=when)
        self._acts.append(act.id)
        Context.objects.filter(pk=act.id).update(created_at=when)
        with pgtrigger.ignore(f"{TransitionLog._meta.label}:{APPEND_ONLY}"):
            TransitionLog.objects.filter(pk__gt=last).update(at=when)

    def date_history(self) -> None:
        """Give each line of history the time of its act: one statement a table."""
        tracked = [model for model in apps.get_models() if hasattr(model, "pgh_event_models")]
        events = {events for model in tracked for events in model.pgh_event_models.values()}
        with connection.cursor() as cursor:
            for table in sorted(model._meta.db_table for model in events):
                cursor.execute(
                    f"UPDATE {connection.ops.quote_name(table)} SET pgh_created_at = context.created_at "  # noqa: S608
                    "FROM pghistory_context AS context WHERE context.id = pgh_context_id AND context.id = ANY(%s)",
                    [self._acts],
                )
