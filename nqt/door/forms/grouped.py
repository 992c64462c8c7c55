"""A hundred references to tick, by group: folded, counted, a group ticked as a whole, found by typing.

    class DepartmentRef(GroupedRef):
        def in_order(self, row): return row.region_name, row.code
        def group_of(self, row): return row.region_code, row.region_name

    departments = DepartmentRef(queryset=…, many=True)

JSON has a plain list of ids.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.relations import MANY_RELATION_KWARGS
from rest_framework.utils import html

from nqt.door.forms.fields import WHOLE, Ref, Refs


@dataclass
class Group:
    """A heading, and the ids that stand under it."""

    key: str
    label: str
    keys: list[str] = field(default_factory=list)


class GroupedRefs(Refs):
    """Several of them: the boxes ticked, with those of the groups ticked whole."""

    def names_in(self, data: Any) -> set[str]:
        """The names of a form that are this field's beside its own."""
        return {self.field_name + WHOLE}

    def get_value(self, dictionary: Any) -> Any:
        """In a form, a group stands for all that is under it."""
        value: Any = super().get_value(dictionary)
        whole = dictionary.getlist(self.field_name + WHOLE) if html.is_html_input(dictionary) else []
        if not whole:
            return value
        ticked = [] if value is serializers.empty else list(value)
        several: Any = self.child_relation
        return list(dict.fromkeys([*ticked, *(key for g in several.groups if g.key in whole for key in g.keys)]))


class GroupedRef(Ref):
    """A reference whose rows fall into groups."""

    whole = "Tout le groupe"
    """What ticks all of a group."""

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> GroupedRefs:
        """`GroupedRef(many=True)`."""
        kwargs["style"] = {"widget": "grouped", **kwargs.get("style", {})}
        named = {name: value for name, value in kwargs.items() if name in MANY_RELATION_KWARGS}
        return GroupedRefs(child_relation=cls(*args, **kwargs), **named)

    def group_of(self, row: Any) -> tuple[str, str]:
        """The key and the label of a row's group."""
        raise NotImplementedError

    def in_order(self, row: Any) -> Any:
        """What orders the rows, groups first."""
        raise NotImplementedError

    @cached_property
    def _rows(self) -> list[Any]:
        return sorted(self.get_queryset(), key=self.in_order)

    @property
    def groups(self) -> list[Group]:
        """Those that have a row, in the order of the rows."""
        found: dict[str, Group] = {}
        for row in self._rows:
            key, label = self.group_of(row)
            found.setdefault(key, Group(key, label)).keys.append(str(row.public_id))
        return list(found.values())

    def get_choices(self, cutoff: int | None = None) -> dict[str, str]:
        """All of them: one left out is unticked."""
        return {str(row.public_id): str(row) for row in self._rows}
