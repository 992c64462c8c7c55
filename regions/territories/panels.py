"""What a region's and a department's page show below: the departments of the one, the communes of the other."""

from django.db.models import Q

from nqt.door.http.mount import door
from nqt.door.resource import Nested, OnPage, Under
from regions.territories.models import Department, Region
from regions.territories.resources import StaffCommunes, StaffDepartments


def of_region(region: Region) -> Q:
    """Its own departments."""
    return Q(pk__in=Department.objects.of_region(region.code).values("pk"))


class RegionDepartments(Nested, StaffDepartments):
    """The departments that the region has, or had until it closed, whatever the day."""

    under = Under(Region, "region", "regions", by=of_region)
    panel, rows_at = OnPage(order=10), "departments"
    nav = None
    columns = ("name", "code", "region_name")


class DepartmentCommunes(Nested, StaffCommunes):
    """The communes of one department."""

    under, panel, rows_at = Under(Department, "department", "departments"), OnPage(order=10), "communes"
    nav = None
    filterset_class = None


door.register("departments", RegionDepartments)
door.register("communes", DepartmentCommunes)
