"""Which text of a convention is read on a day, and what its life was, as expressions; no model here.

The first text is read from the start and until an amendment takes effect, that amendment until the next one: on any day
each convention has exactly one. An amendment in preparation, being signed, signed for later or abandoned is none.
"""

import datetime
from typing import Any

from django.db import models
from django.db.models import DO_NOTHING, Case, ForeignObject, Q, Value, When
from django.utils import timezone

from partners.conventions.models.words import Life


def standing_on(on: datetime.date, text: str = "") -> Q:
    """The text read on a date; `text` is the path to its columns ('text__')."""
    begun = Q(**{f"{text}ordinal": 1}) | Q(**{f"{text}effective_on__lte": on})
    lasting = Q(**{f"{text}superseded_on": None}) | Q(**{f"{text}superseded_on__gt": on})
    return begun & lasting


def last_of(text: str = "") -> Q:
    """The last text of a convention that took effect, or will: what decides until when, whatever the day."""
    settled = Q(**{f"{text}ordinal": 1}) | Q(**{f"{text}effective_on__isnull": False})
    return settled & Q(**{f"{text}superseded_on": None})


def life_on(on: datetime.date, text: str = "text__", convention: str = "") -> Case:
    """The life on a date of a convention whose text read that day is at hand, by the paths to the columns of both.

    A tacit renewal goes on until a notice has been given; the notice fixes `closes_on`, the last day of the term that
    runs.
    """

    def when(path: str, **lookups: object) -> Q:
        return Q(**{path + name: value for name, value in lookups.items()})

    told = when(convention, notice_on__lte=on)
    return Case(
        When(when(convention, entered_on=None) | when(convention, entered_on__gt=on), then=Value(Life.PENDING)),
        When(when(convention, terminated_on__lte=on), then=Value(Life.TERMINATED)),
        When(told & when(convention, closes_on__lt=on), then=Value(Life.EXPIRED)),
        When(told, then=Value(Life.NOTICE_GIVEN)),
        When(when(text, renewal_months=None, ends_on__lt=on), then=Value(Life.EXPIRED)),
        default=Value(Life.IN_FORCE),
        output_field=models.CharField(choices=Life.choices),
    )


class TextRead(ForeignObject):
    """From a convention to its text of one day: joined by `ConventionQuerySet.on(day)`, which says the day; today's
    when a row is asked for its own. No column stands behind it, so that no day has to be waited for to move it.
    """

    requires_unique_target = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "partners.ConventionText",
            on_delete=DO_NOTHING,
            from_fields=["id"],
            to_fields=["convention"],
            related_name="+",
            editable=False,
            verbose_name="texte",
        )

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = True, **kwargs: Any) -> None:
        """Outside the columns: neither migrations nor history know it."""
        super().contribute_to_class(cls, name, private_only=True, **kwargs)

    def get_extra_descriptor_filter(self, instance: models.Model) -> Q:
        """Today's, for a row that came without."""
        return standing_on(timezone.localdate())

    def set_cached_value(self, instance: Any, value: Any) -> None:
        """The text knows its convention too."""
        super().set_cached_value(instance, value)
        if value is not None:
            value.convention = instance
