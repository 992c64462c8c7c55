"""A column's value as people read it: choices by their label, dates in French, keys by the name they point to."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import formats, timezone

from nqt.common.dates import french_day
from nqt.common.together import Keys, Rows

NOTHING = "—"
YEARS = ("year", "generation", "vintage")
"""Ends of the names of columns that hold a year: four digits, never a quantity."""

Words = Callable[[str, Any], str]


def said(model: type[models.Model], rows: Rows) -> Words:
    """A function (field name, value) → words, given the rows of `related_keys`."""

    def words(name: str, value: Any) -> str:
        column = model._meta.get_field(name)
        if value is None or value == "":
            return NOTHING
        if column.is_relation:
            return str(rows[column.related_model].get(value, "fiche supprimée"))
        return _plain(column, value)

    return words


def related_keys(model: type[models.Model], changes: Iterable[tuple[str, tuple[Any, Any]]]) -> Keys:
    """The rows of other tables that these values point to."""
    keys: Keys = defaultdict(set)
    for name, pair in changes:
        column = model._meta.get_field(name)
        if column.is_relation:
            keys[column.related_model].update(value for value in pair if value is not None)
    return keys


def _plain(column: models.Field, value: Any) -> str:
    """Typography follows the column's kind; structured values are only said to have changed."""
    choices = dict(column.flatchoices or ())
    if isinstance(value, str | int) and value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{french_day(local.date())} à {local.hour} h {local.minute:02d}"
    if isinstance(value, datetime.date):
        return french_day(value)
    if column.name.endswith(YEARS):
        return str(value)
    if isinstance(value, Decimal | int | float):
        return formats.number_format(value)
    if isinstance(value, list | dict):
        return "contenu modifié"
    return str(value)
