"""Reminders respect the reader's night and patience: between 8 and 20 h where they live, two a day at most."""

import datetime
from zoneinfo import ZoneInfo

from nqt.common.clocks import PARIS, zone_of
from nqt.outbox.rules import EVENING, MORNING

__all__ = ["PARIS", "awake_from", "day_of", "next_morning", "zone_of"]


def awake_from(moment: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """That moment if the reader is awake, else the next morning; in UTC.

    Computed on the wall clock of the zone, so that a night of 23 or 25 hours ends at 8 all the same.
    """
    local = moment.astimezone(zone)
    if local.time() < MORNING:
        return _morning(local.date(), zone)
    if local.time() >= EVENING:
        return next_morning(moment, zone)
    return moment.astimezone(datetime.UTC)


def next_morning(moment: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """Eight o'clock of the reader's following day, in UTC."""
    return _morning(moment.astimezone(zone).date() + datetime.timedelta(days=1), zone)


def day_of(moment: datetime.datetime, zone: ZoneInfo) -> tuple[datetime.datetime, datetime.datetime]:
    """The reader's day around a moment, from midnight to midnight (23, 24 or 25 hours)."""
    date = moment.astimezone(zone).date()
    bounds = (
        datetime.datetime.combine(day, datetime.time(), tzinfo=zone)
        for day in (date, date + datetime.timedelta(days=1))
    )
    start, end = bounds
    return start, end


def _morning(date: datetime.date, zone: ZoneInfo) -> datetime.datetime:
    return datetime.datetime.combine(date, MORNING, tzinfo=zone).astimezone(datetime.UTC)
