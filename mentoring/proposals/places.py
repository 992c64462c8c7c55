"""How many places of a mentor are taken: graduates accompanied, and proposals that keep a place until the answer."""

from collections.abc import Iterable

from django.db.models import Aggregate, Count, OuterRef, Q, Subquery

from mentoring.mentors.models import Mentor
from mentoring.proposals.models import HOLDING

ACCOMPANIED = Count("mentorships", filter=Q(mentorships__closed_on=None), distinct=True)
HELD = Count("proposals", filter=Q(proposals__state__in=HOLDING), distinct=True)


def with_places(mentors):
    """Annotate `accompanied` and `held`: what a list of mentors shows, in one statement.

    Each is counted apart, for the rows that are read: a list of thousands is not grouped to show twenty-five.
    """
    return mentors.annotate(accompanied=_of_each(ACCOMPANIED), held=_of_each(HELD))


def _of_each(count: Aggregate) -> Subquery:
    return Subquery(Mentor.objects.filter(pk=OuterRef("pk")).order_by().annotate(number=count).values("number"))


def taken(mentors: Iterable[int]) -> dict[int, int]:
    """Mentor's key → places taken."""
    rows = with_places(Mentor.objects.filter(pk__in=mentors)).values_list("pk", "accompanied", "held")
    return {pk: accompanied + held for pk, accompanied, held in rows}


def is_full(mentor: Mentor) -> bool:
    """No place is left; asked with the mentor's row locked, whoever gives or keeps a place."""
    return taken([mentor.pk])[mentor.pk] >= mentor.capacity
