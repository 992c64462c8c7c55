"""What a region's and a department's page show below: the departments of the one, the communes of the other."""

from typing import Any

from django.db.models import QuerySet

from nqt.door.http.mount import door, nested
from nqt.door.resource.panel import panel
from regions.territories.models import Department, Region
from regions.territories.resources import StaffCommunes, StaffDepartments


@panel("regions", parent="region", order=10)
class RegionDepartments(StaffDepartments):
    """The departments that the region has, or had until it closed."""

    nav = None
    columns = ("name", "code", "region_name")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Its own departments, whatever the day: a closed region still says what it was."""
        return super().scope(queryset).of_region(self.parent(Region, "region").code)

    def url(self, name: str, obj: Any = None, **extra: Any) -> str:
        """A department has one page, whatever the list it is met in."""
        return (
            super().url(name, obj, **extra) if name != "detail" else StaffDepartments.seen_by(self.actor).url(name, obj)
        )


@panel("departments", parent="department", order=10)
class DepartmentCommunes(StaffCommunes):
    """The communes of one department."""

    nav = None
    filterset_class = None

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Its own communes."""
        return super().scope(queryset).filter(department=self.parent(Department, "department"))

    def url(self, name: str, obj: Any = None, **extra: Any) -> str:
        """A commune has one page, whatever the list it is met in."""
        return super().url(name, obj, **extra) if name != "detail" else StaffCommunes.seen_by(self.actor).url(name, obj)


door.register(nested("regions", "region", "departments"), RegionDepartments, basename="region-departments")
door.register(nested("departments", "department", "communes"), DepartmentCommunes, basename="department-communes")
