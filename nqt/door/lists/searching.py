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


def found(queryset: Any, text: str) -> QuerySet:
    """The rows with these words; signs alone (`%`, `_`) are in none, and never mean “everything”.

    Where there is none, those that a queryset forgiving typing errors knows by its own `nearly(text)`.
    """
    rows = _with_words(queryset, text)
    if not _forgives(queryset, text) or rows.exists():
        return rows
    near: QuerySet = queryset.nearly(text)
    return near if near.exists() else rows


def _with_words(queryset: Any, text: str) -> QuerySet:
    return queryset.search(text) if fold(text) and not is_too_much(text) else queryset.none()


def _forgives(queryset: Any, text: str) -> bool:
    return hasattr(queryset, "nearly") and bool(fold(text)) and not is_too_much(text)


def label_of(row: Any) -> str:
    """What a choice says of a row: its name, and the words it was found by when they are not in it."""
    return getattr(row, "choice", None) or str(row)


class Meant(list[Any]):
    """The rows that words may name, one more than `CANDIDATES` when others follow."""

    is_sure = True
    """False: even a single row is asked about."""

    @property
    def one(self) -> Any:
        """The row to take without asking, if there is one."""
        return self[0] if self.is_sure and len(self) == 1 else None


def meant(queryset: QuerySet, text: str) -> Meant:
    """The rows that words may name: those of this very name or code, failing that all with these words.

    “Vienne” is Vienne, although Haute-Vienne has the word too. What is found in spite of an error is asked about, even
    alone. A queryset that knows better has its own
    `meant(text, most)`, which answers rows and whether one alone may be taken.
    """
    if not fold(text) or is_too_much(text):
        return Meant()
    if hasattr(queryset, "meant"):
        rows, is_sure = queryset.meant(text, CANDIDATES + 1)
        answer = Meant(rows)
        answer.is_sure = is_sure
        return answer
    columns = {field.name for field in queryset.model._meta.fields}
    in_order: Any = queryset.order_by("folded", "pk") if "folded" in columns else queryset.order_by("pk")
    bearing = Q()
    for column, wanted in (("folded", fold(text)), ("code", text.strip().upper())):
        bearing |= Q(**{column: wanted}) if column in columns else Q()
    exact = list(in_order.filter(bearing)[: CANDIDATES + 1]) if bearing else []
    if exact:
        return Meant(exact)
    rows = list(_with_words(in_order, text)[: CANDIDATES + 1])
    label = _LABEL.fullmatch(text)
    if not rows and label:
        rows = list(_with_words(in_order, label["name"])[: CANDIDATES + 1])
    if not rows and _forgives(queryset, text):
        near = Meant(in_order.nearly(text)[: CANDIDATES + 1])
        near.is_sure = False
        return near
    return Meant([row for row in rows if fold(str(row)) == fold(text)] or rows)
