"""Valid time: when a fact was true in the world. Half open, null is open; every “as of” reads these bounds alone."""

import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

from nqt.common.validators import validate_date


def on_date(date: datetime.date, prefix: str = "") -> Q:
    """Rows in force on a date; `prefix` reaches through a relation ('memberships__')."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": date})
    lasting = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": date})
    return begun & lasting


class ValidTimeQuerySet(models.QuerySet[Any]):
    """Adjectives of time."""

    def on(self, date: datetime.date) -> Self:
        """What was true on that date."""
        return self.filter(on_date(date))


class ValidTime(models.Model):
    """A dated fact."""

    valid_from = models.DateField("depuis le", null=True, blank=True, validators=[validate_date])
    valid_until = models.DateField("jusqu’au (exclu)", null=True, blank=True, validators=[validate_date])

    class Meta:
        abstract = True

    def holds_on(self, date: datetime.date) -> bool:
        """In force on a date, as `on` selects."""
        begun = self.valid_from is None or self.valid_from <= date
        return begun and (self.valid_until is None or self.valid_until > date)

    @property
    def last_day(self) -> datetime.date | None:
        """The end as people say it: the last day on which the fact was true."""
        return self.valid_until - datetime.timedelta(days=1) if self.valid_until else None


def dates_in_order(name: str, start: str = "valid_from", end: str = "valid_until") -> models.CheckConstraint:
    """The end follows the start."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__gt": F(start)}),
        violation_error_message="La fin doit suivre le début.",
    )


def no_overlap(*keys: str, name: str, message: str, condition: Q | None = None) -> ExclusionConstraint:
    """Two periods of the same keys (integer columns) never overlap; needs no PostgreSQL extension."""
    same = [(Func(F(key), F(key), Value("[]"), function="int8range"), "=") for key in keys]
    period = Func(F("valid_from"), F("valid_until"), function="daterange")
    return ExclusionConstraint(
        name=name, expressions=[*same, (period, "&&")], condition=condition, violation_error_message=message
    )
