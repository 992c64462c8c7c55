"""Words typed in a box, on their way to a queryset's `search`."""

from django.db.models import QuerySet

from nqt.common.text import fold

LENGTH, WORDS = 200, 20
"""Each word is one condition on the table and on what is around it: twenty are already a sentence."""


def is_too_much(text: str) -> bool:
    """More than is looked for, or what PostgreSQL cannot hold."""
    return len(text) > LENGTH or "\0" in text or len(fold(text).split()) > WORDS


def found(queryset: QuerySet, text: str) -> QuerySet:
    """The rows with these words; signs alone (`%`, `_`) are in none, and never mean “everything”."""
    return queryset.search(text) if fold(text) and not is_too_much(text) else queryset.none()
