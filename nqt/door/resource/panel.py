"""A feature shows something on another feature's page: a list of its own, with its own access, under its address.

In a feature's `panels.py`, furniture that the roof loads:

    class OrganizationConventions(Nested):
        under = Under(Organization, "organization", "organizations")
        panel = OnPage(order=10)

    door.register("conventions", OrganizationConventions)

The page knows nothing of the feature: it asks the register.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from nqt.door.http import registry
from nqt.door.pages.records import Record, as_records

ROWS = 10


@dataclass(frozen=True)
class OnPage:
    """Where a nested resource stands on its parent's page, and how."""

    order: int = 100
    template: str = "door/panel.html"


class Panel:
    """What the host's template shows; rows are fetched when it asks."""

    def __init__(self, view: Any) -> None:
        self._view, self.template = view, view.panel.template
        self.resource = view
        self.name = view.basename
        self.label = view.title
        self.url = view.url("list")
        self.empty = view.empty
        self.add_url = view.url("new") if view.can_write("create") else None

    @cached_property
    def _rows(self) -> list[Any]:
        view = self._view
        return list(view.decorated(view.get_queryset()).order_by(view.default_order, "pk")[: ROWS + 1])

    @cached_property
    def records(self) -> list[Record]:
        """The first rows, through the panel's own serializer."""
        return as_records(self._view.get_serializer(self._rows[:ROWS], many=True).data)

    @property
    def more(self) -> bool:
        """There are others: the link leads to the whole list."""
        return len(self._rows) > ROWS

    @property
    def acts(self) -> list[dict[str, Any]]:
        """What may be done to all of them at once."""
        return [self._view.describe(declared, None) for declared in self._view.acts_on_all()]

    @property
    def headers(self) -> list[dict[str, Any]]:
        return [{"name": name, "label": label} for name, label in self._view.column_labels()]

    @property
    def columns(self) -> tuple[str, ...]:
        return self._view.columns


def panels_of(view: Any, obj: Any) -> list[Panel]:
    """The panels of an object's page that this actor may read, in order."""
    found = [r for r in registry.resources_of(view.audience) if r.panel and r.under.host == view.basename]
    shown = []
    for resource in sorted(found, key=lambda resource: resource.panel.order):
        name = resource.under.name
        other = resource.seen_by(view.actor, request=view.request, kwargs={name: view.identify(obj)})
        other._parents = {name: obj}  # seen already: no panel asks for it again
        if other.may("list"):
            shown.append(Panel(other))
    return shown
