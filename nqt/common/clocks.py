"""Days are read on the clock of the person they are about: her department's, Paris when it is unknown.

Half past midnight in Paris is still the day before in Pointe-à-Pitre, and already morning in Saint-Denis: an age, a
last day, “today” are told as whoever they concern would tell them. Staff read their lists by Paris.
"""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import DateField, F, Func, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

PARIS = "Europe/Paris"


def zone_of(name: str) -> ZoneInfo:
    """A time zone by name; Paris when it is unknown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(PARIS)


def day_at(zone: str, moment: datetime.datetime | None = None) -> datetime.date:
    """The day of a moment (now) by the clock of a zone: `day_at(graduate.time_zone)`."""
    return (moment or timezone.now()).astimezone(zone_of(zone)).date()


def local_day(moment: datetime.datetime, zone: str) -> Cast:
    """The same in SQL, row by row: `local_day(now, "department__time_zone")` names the column of the zone."""
    clock = Coalesce(F(zone), Value(PARIS))
    return Cast(Func(clock, Value(moment), function="timezone"), DateField())
