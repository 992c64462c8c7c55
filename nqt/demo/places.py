"""A few dozen priority neighborhoods of 2024, so that a bare clone can answer where somebody lives.

`history/neighborhoods.csv` gives real ones: code, name, commune, a point inside and the area (ANCT, QPV 2024, open
licence 2.0). Each is drawn as a disc of its area and marked approximate; `manage.py import_neighborhoods` loads the
real perimeters over them.
"""

import math

import shapely

from nqt.demo import tables
from regions.neighborhoods.actions import neighborhoods_store
from regions.neighborhoods.imports import Row, department_code
from regions.neighborhoods.locating import METERS
from regions.neighborhoods.models import Generation
from regions.territories.actions import remember
from regions.territories.imports import source_of
from regions.territories.models import FileKind

FILE = "history/neighborhoods"
HECTARE = 10_000
"""In square meters."""


def draw() -> None:
    """Store the discs, and where they come from."""
    rows = [
        Row(
            code=row["code"],
            name=row["name"],
            department=department_code(row["code"]),
            communes=[row["commune"]],
            shape=_disc(float(row["latitude"]), float(row["longitude"]), int(row["hectares"])),
            line=line,
        )
        for line, row in enumerate(tables.rows(FILE), start=2)
    ]
    neighborhoods_store(generation=Generation.OF_2024, rows=rows, is_approximate=True)
    remember(FileKind.NEIGHBORHOODS, source_of(tables.FOLDER / f"{FILE}.csv", "2024"), rows=len(rows))


def _disc(latitude: float, longitude: float, hectares: int) -> bytes:
    """A disc of that area around a point, in degrees."""
    radius = math.sqrt(hectares * HECTARE / math.pi)
    disc = shapely.Point(0, 0).buffer(radius)
    scale = [1 / (METERS * math.cos(math.radians(latitude))), 1 / METERS]
    return shapely.to_wkb(shapely.transform(disc, lambda xy: xy * scale + [longitude, latitude]))
