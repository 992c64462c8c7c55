"""Official files and points: import of the COG and of the perimeters, and points located in a second.

The real files are those of `OFFICIAL_DATA` (its folders `territoires` and `qpv`, as downloaded); without it, nothing is
measured here and the line says so.
"""

import os
import time
from pathlib import Path

import numpy as np
import shapely
from django.utils import timezone

from nqt.accounts.actor import Actor
from regions.neighborhoods.actions import neighborhoods_import
from regions.neighborhoods.locating import locate_many, perimeters_on
from regions.territories.actions import cog_import
from regions.territories.imports import cog_of, source_of
from tests.bench.base import milliseconds, say

POINTS = 10_000
ACTOR = Actor.system("bench")


def measure() -> bool:
    """Three figures; the ratio is to shapely's own search of the same tree."""
    folder = Path(os.environ.get("OFFICIAL_DATA", "absent"))
    if not folder.is_dir():
        print("      official files: OFFICIAL_DATA names no folder, not measured")
        return True
    began = time.perf_counter()
    cog_import(actor=ACTOR, files=cog_of(folder / "territoires"))
    good = _seconds("import of the whole COG", began, 20)
    began = time.perf_counter()
    perimeters = source_of(folder / "qpv" / "qpv2024_wgs84.geojson")
    neighborhoods_import(actor=ACTOR, generation=2024, perimeters=perimeters)
    good &= _seconds("import of the 1,584 perimeters of 2024", began, 10)
    return good & _points()


def _seconds(figure: str, began: float, bound: int) -> bool:
    took = time.perf_counter() - began
    return say(figure, f"{took:.1f} s", f"< {bound} s", took < bound)


def _points() -> bool:
    """Around the perimeters: the worst case, since far away there is nothing to compare with."""
    today = timezone.localdate()
    known = perimeters_on(today)
    dice = np.random.default_rng(7)
    middles = shapely.get_coordinates(shapely.centroid(known.shapes))
    places = middles[dice.integers(len(middles), size=POINTS)] + dice.normal(0, 0.01, (POINTS, 2))
    points = [(latitude, longitude) for longitude, latitude in places]
    ours = milliseconds(lambda: locate_many(points, today), times=5)
    theirs = milliseconds(lambda: known.tree.query(shapely.points(places), predicate="within"), times=5)
    rate = POINTS / ours * 1000
    measured = f"{rate:,.0f} a second, {ours / theirs:.1f} ×"
    return say("points located, and × shapely's tree alone", measured, "≥ 10,000 a second", rate >= 10_000)
