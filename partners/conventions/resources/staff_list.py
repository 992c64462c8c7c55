"""Staff: what narrows the list of conventions, and what its rows read."""

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.timezone import localdate

from nqt.door.lists.filters import RefFilter
from partners.conventions.models import Convention, ConventionKind, ConventionText, Life, Origin, Signatory, Stage
from partners.conventions.piles import PILES, conventions_of
from regions.territories.models import Department

FOLLOWERS = [("me", "par moi"), ("nobody", "par personne"), ("ours", "par moi ou personne")]
"""“Nobody” includes colleagues who have left."""


class ConventionFilter(django_filters.FilterSet):
    """Filters of the list."""

    stage = django_filters.ChoiceFilter(choices=Stage.choices, label="Texte")
    life = django_filters.ChoiceFilter(method="filter_life", choices=Life.choices, label="Vie")
    kind = django_filters.ChoiceFilter(field_name="text__kind", choices=ConventionKind.choices, label="Nature")
    origin = django_filters.ChoiceFilter(choices=Origin.choices, label="Origine")
    follower = django_filters.ChoiceFilter(method="filter_follower", choices=FOLLOWERS, label="Suivi")
    department = RefFilter(
        Department, suggest="departments", field_name="text__territories__department", label="Département"
    )
    todo = django_filters.ChoiceFilter(method="filter_todo", choices=list(PILES.items()), label="À faire")
    ends_before = django_filters.DateFilter(field_name="text__last_day", lookup_expr="lt", label="Finit avant le")

    class Meta:
        model = Convention
        fields: list[str] = []

    def filter_follower(self, queryset: Any, name: str, value: str) -> Any:
        """Mine, nobody's, or both."""
        match value:
            case "me":
                return queryset.filter(owner=self.request.user)
            case "nobody":
                return queryset.without_follower(localdate())
        return queryset.ours(self.request.user, localdate())

    def filter_todo(self, queryset: Any, name: str, value: str) -> Any:
        """One pile of *aujourd'hui*."""
        pile = conventions_of(value, Convention.objects.all(), self.request.user, localdate())
        return queryset.filter(pk__in=pile.values("pk"))

    def filter_life(self, queryset: Any, name: str, value: str) -> Any:
        """As of the day read."""
        return queryset.filter(life=value)


WINDOW = (
    "public_id",
    "position",
    "text_id",
    "answer",
    "signed_on",
    "invited_at",
    "viewed_at",
    "refused_at",
    "delegated_by_id",
    "organization__public_id",
    "organization__name",
    "organization__short_name",
)
"""What a party's window in the list reads: annexes and reasons stay in the table."""


def as_rows(queryset: Any) -> Any:
    """What a row of a list reads: the windows of its parties."""
    lines = Signatory.objects.select_related("organization").only(*WINDOW)
    rows = queryset.select_related(None).select_related("owner").defer("end_reason")
    text = Prefetch("text", ConventionText.objects.read_on(queryset.day).defer("body"))
    return rows.prefetch_related(text, "text__departments", Prefetch("text__signatories", lines))
