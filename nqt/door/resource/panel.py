"""A feature shows something on another feature's page: a list of its own, with its own access, under its address.

In a feature's `panels.py`, furniture that the roof loads:

    @panel("organizations", parent="organization", order=10)
    class OrganizationConventions(StaffConventions): ...

    door.register(nested("organizations", "organization", "conventions"), OrganizationConventions)

The page knows nothing of the feature: it asks this registry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from nqt.door.pages.records import Record, as_records

ROWS = 10


@dataclass(frozen=True)
class Declared:
    """A resource that wants a place on the page of another."""

    host: str
    resource: type
    parent: str
    order: int
    template: str


_declared: list[Declared] = []


def panel(host: str, *, parent: str, order: int = 100, template: str = "door/panel.html") -> Callable[[type], type]:
    """Show the list on the page of the same audience's resource `host`; `parent` is its address' parameter."""

    def declare(resource: type) -> type:
        _declared.append(Declared(host, resource, parent, order, template))
        return resource

    return declare


class Panel:
    """What the host's template shows; rows are fetched when it asks."""

    def __init__(self, declared: Declared, view: Any) -> None:
        self._view, self.template = view, declared.template
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
        return self._view.acts_on_all()

    @property
    def headers(self) -> list[dict[str, Any]]:
        """The columns' names."""
        return [{"name": name, "label": label} for name, label in self._view.column_labels()]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns shown."""
        return self._view.columns


def panels_of(view: Any, obj: Any) -> list[Panel]:
    """The panels of an object's page that this actor may read, in order."""
    found = [d for d in _declared if d.host == view.basename and d.resource.audience == view.audience]
    shown = []
    for declared in sorted(found, key=lambda d: d.order):
        other = declared.resource.seen_by(
            view.actor, request=view.request, kwargs={declared.parent: view.identify(obj)}
        )
        other._parents = {declared.parent: obj}  # seen already: no panel asks for it again
        if other.may("list"):
            shown.append(Panel(declared, other))
    return shown
