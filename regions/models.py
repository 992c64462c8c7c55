"""The application's tables, written in its features."""

from regions.assignments.models import Assignment
from regions.coverage.models import Coverage
from regions.territories.models import Commune, Department, Region, RegionDepartment

__all__ = ["Assignment", "Commune", "Coverage", "Department", "Region", "RegionDepartment"]
