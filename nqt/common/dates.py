"""A date of the past is known to the day, the month or the year: stored as its first day, shown as known."""

import datetime
import re
from typing import NamedTuple

from django.db import models

from nqt.common.text import fold

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
"""Django’s formats take 90 µs where a look-up takes 0.3, and a list says fifty dates."""


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", "au jour près"
    MONTH = "month", "au mois près"
    YEAR = "year", "à l’année près"


class Known(NamedTuple):
    """A date, and how much of it is known."""

    date: datetime.date
    precision: str = Precision.DAY


_TYPED = (
    re.compile(r"(?P<day>\d{1,2})(?:er)? (?P<month>\d{1,2}|[a-z]+) (?P<year>\d{4})"),
    re.compile(r"(?P<month>\d{1,2}|[a-z]+) (?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})(?: (?P<month>\d{2})(?: (?P<day>\d{2}))?)?"),
)
_MONTHS = [fold(month) for month in MONTHS]


def read_known(text: str) -> Known:
    """'2013', '09/2012', 'septembre 2012', '23/07/2015', '2015-07-23': the precision is what was typed.

    Raises `ValueError` for anything else.
    """
    found = next(filter(None, (pattern.fullmatch(fold(text)) for pattern in _TYPED)), None)
    if found is None:
        raise ValueError(text)
    day, month = found.groupdict().get("day"), found.groupdict().get("month")
    rank = int(month) if month and month.isdigit() else _MONTHS.index(month) + 1 if month else 1
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return Known(datetime.date(int(found["year"]), rank, int(day or 1)), precision)


def first_day(date: datetime.date, precision: str) -> datetime.date:
    """The stored form: 2013-05-17 known to the year is 2013-01-01."""
    if precision == Precision.YEAR:
        return date.replace(month=1, day=1)
    return date.replace(day=1) if precision == Precision.MONTH else date


def last_day(date: datetime.date, precision: str) -> datetime.date:
    """The stored form of an end: known to the year 2014 it is 2014-12-31, so that nothing ends before it did."""
    months = {Precision.YEAR: 12, Precision.MONTH: 1}.get(Precision(precision))
    return add_months(first_day(date, precision), months) - datetime.timedelta(days=1) if months else date


def french_day(date: datetime.date) -> str:
    """'1er septembre 2015'."""
    day = "1er" if date.day == 1 else str(date.day)
    return f"{day} {MONTHS[date.month - 1]} {date.year}"


def known(date: datetime.date | None, precision: str = Precision.DAY) -> str:
    """As a sentence takes it: 'en 2013', 'en septembre 2012', 'le 23 juillet 2015'; empty when unknown."""
    if date is None:
        return ""
    if precision == Precision.YEAR:
        return f"en {date.year}"
    if precision == Precision.MONTH:
        return f"en {MONTHS[date.month - 1]} {date.year}"
    return f"le {french_day(date)}"


def add_months(date: datetime.date, months: int) -> datetime.date:
    """The same day `months` later (or earlier), or the last day of that month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    month += 1
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return datetime.date(year, month, min(date.day, (following - datetime.timedelta(days=1)).day))


def precision_field(of: str) -> "models.CharField[str, str]":
    """The companion column of a date: `signed_on` goes with `signed_precision`."""
    return models.CharField(f"précision ({of})", max_length=5, choices=Precision, default=Precision.DAY)
