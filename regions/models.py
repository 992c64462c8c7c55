"""The application's tables, written in its features."""

from regions.assignments.models import Assignment
from regions.coverage.models import Coverage
from regions.neighborhoods.models import PriorityNeighborhood
from regions.territories.models import (
    Commune,
    CommuneMove,
    Department,
    FormerName,
    OfficialFile,
    Region,
    RegionDepartment,
)

__all__ = [
    "Assignment",
    "Commune",
    "CommuneMove",
    "Coverage",
    "Department",
    "FormerName",
    "OfficialFile",
    "PriorityNeighborhood",
    "Region",
    "RegionDepartment",
]
