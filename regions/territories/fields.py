"""Departments as forms ask for several: by region of today's map."""

from typing import Any

from django.utils.timezone import localdate

from nqt.common.text import fold
from nqt.door.forms.grouped import GroupedRef
from regions.territories.models import Department, Zone

OVERSEAS = ("om", "Outre-mer")
"""Five regions of one department, and collectivities of none: one group."""


class DepartmentRef(GroupedRef):
    """`DepartmentRef(many=True)`: regions folded, each ticked whole or one by one."""

    whole = "Toute la région"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"queryset": Department.objects.all(), "label": "départements", **kwargs})

    def get_queryset(self) -> Any:
        """Each with its region."""
        found = super().get_queryset()
        return None if found is None else found.with_region(localdate())

    def in_order(self, row: Department) -> tuple[bool, str, str]:
        """Regions by their names, overseas last; within, by name."""
        return row.zone != Zone.METROPOLE, fold(row.region_name or ""), row.code

    def group_of(self, row: Department) -> tuple[str, str]:
        """Of today's map."""
        if row.zone != Zone.METROPOLE:
            return OVERSEAS
        return row.region_code or "none", row.region_name or "Sans région"
