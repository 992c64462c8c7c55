"""The tables of territories: the map, the communes and the names they had, the official files they come from."""

from regions.territories.models.commune import Commune, CommuneMove, FormerName, current_codes
from regions.territories.models.files import FileKind, OfficialFile
from regions.territories.models.map import (
    EVERYBODY,
    Department,
    Region,
    RegionDepartment,
    TerritoryQuerySet,
    Zone,
    department_codes_of,
    region_of,
    regions_on,
)

__all__ = [
    "EVERYBODY",
    "Commune",
    "CommuneMove",
    "Department",
    "FileKind",
    "FormerName",
    "OfficialFile",
    "Region",
    "RegionDepartment",
    "TerritoryQuerySet",
    "Zone",
    "current_codes",
    "department_codes_of",
    "region_of",
    "regions_on",
]
