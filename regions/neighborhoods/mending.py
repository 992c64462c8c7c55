"""Perimeters that cross or touch themselves, as published files have them: mended, and what was mended is told.

Only surfaces count. A line that goes out and comes back, or a point, has no inside: kept beside the surface it would
leave the whole without a border to measure to.
"""

import shapely
from shapely.geometry.base import BaseGeometry

SAME = 0.01
"""Share of its surface that a perimeter may gain or lose when it is mended, without being looked at again."""


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """The surfaces of a geometry, valid, as one Polygon or MultiPolygon; empty when it has none."""
    valid = shapely.make_valid(shapely.force_2d(geometry))
    if valid.geom_type in ("Polygon", "MultiPolygon"):
        return valid
    parts = [part for part in shapely.get_parts(shapely.get_parts(valid)) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def mended(geometry: BaseGeometry) -> tuple[BaseGeometry, str]:
    """The perimeter to keep, and what was done to it, empty when nothing was."""
    kept = polygonal(geometry)
    if geometry.geom_type in ("Polygon", "MultiPolygon") and shapely.is_valid(geometry):
        return kept, ""
    published = shapely.area(geometry)
    if abs(kept.area - published) <= SAME * max(kept.area, published):
        return kept, "tracé réparé, même surface."
    return kept, f"tracé réparé, surface multipliée par {_times(kept.area, published)} : à vérifier sur une carte."


def _times(kept: float, published: float) -> str:
    """'1,25'; a loop run the other way round counts against the rest, so that nothing may be left to compare with."""
    return f"{kept / published:.2f}".replace(".", ",") if published > SAME * kept else "plus de 100"
