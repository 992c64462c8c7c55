"""The priority neighborhoods of 2024, so that a bare clone can answer where somebody lives, or that it does not know.

`history/neighborhood_list.csv` is the official list: code, name, communes (ANCT, QPV 2024, open licence 2.0): a commune
it does not name has none. `history/neighborhoods.csv` gives a point inside and the area of a few dozen: each is drawn
as a disc of its area and marked approximate. `manage.py import_neighborhoods` loads the real perimeters over them.
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

LIST, DISCS = "history/neighborhood_list", "history/neighborhoods"
HECTARE = 10_000
"""In square meters."""


def draw() -> None:
    """Store all of them, a few with a disc, and where they come from."""
    discs = {row["code"]: row for row in tables.rows(DISCS)}
    rows = [
        Row(
            code=row["code"],
            name=row["name"],
            department=department_code(row["code"]),
            communes=row["communes"].split(),
            shape=_disc(discs[row["code"]]) if row["code"] in discs else None,
            line=line,
        )
        for line, row in enumerate(tables.rows(LIST), start=2)
    ]
    neighborhoods_store(generation=Generation.OF_2024, rows=rows, is_approximate=True)
    remember(FileKind.NEIGHBORHOODS, source_of(tables.FOLDER / f"{LIST}.csv", "2024"), rows=len(rows))


def _disc(row: dict[str, str]) -> bytes:
    """A disc of that area around a point, in degrees."""
    latitude, longitude = float(row["latitude"]), float(row["longitude"])
    radius = math.sqrt(int(row["hectares"]) * HECTARE / math.pi)
    disc = shapely.Point(0, 0).buffer(radius)
    scale = [1 / (METERS * math.cos(math.radians(latitude))), 1 / METERS]
    return shapely.to_wkb(shapely.transform(disc, lambda xy: xy * scale + [longitude, latitude]))
