"""Words typed in a box, on their way to a queryset's `search`."""

import re
from typing import Any

from django.db.models import Q, QuerySet

from nqt.common.text import fold

LENGTH, WORDS = 200, 20
"""Each word is one condition on the table and on what is around it: twenty are already a sentence."""
CANDIDATES = 10
"""Rows among which a person is asked to choose; more are not read."""
_LABEL = re.compile(r"(?P<name>.+) \([^()]+\)")
"""A row as a page writes it: “Vienne (86)”."""


def is_too_much(text: str) -> bool:
    """More than is looked for, or what PostgreSQL cannot hold."""
    return len(text) > LENGTH or "\0" in text or len(fold(text).split()) > WORDS


def found(queryset: QuerySet, text: str) -> QuerySet:
    """The rows with these words; signs alone (`%`, `_`) are in none, and never mean “everything”."""
    return queryset.search(text) if fold(text) and not is_too_much(text) else queryset.none()


def meant(queryset: QuerySet, text: str) -> list[Any]:
    """The rows that words may name: those of this very name or code, failing that all with these words.

    “Vienne” is Vienne, although Haute-Vienne has the word too. One row more than `CANDIDATES` says that others follow.
    """
    if not fold(text) or is_too_much(text):
        return []
    columns = {field.name for field in queryset.model._meta.fields}
    in_order = queryset.order_by("folded", "pk") if "folded" in columns else queryset.order_by("pk")
    bearing = Q()
    for column, wanted in (("folded", fold(text)), ("code", text.strip().upper())):
        bearing |= Q(**{column: wanted}) if column in columns else Q()
    exact = list(in_order.filter(bearing)[: CANDIDATES + 1]) if bearing else []
    if exact:
        return exact
    rows = list(found(in_order, text)[: CANDIDATES + 1])
    label = _LABEL.fullmatch(text)
    if not rows and label:
        rows = list(found(in_order, label["name"])[: CANDIDATES + 1])
    return [row for row in rows if fold(str(row)) == fold(text)] or rows
