"""What each floor costs, drawn: the places of a line's points in a frame; the table beside it says the same."""

from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 12, 628, 24, 190
"""The frame of the line, within the picture."""


@dataclass(frozen=True)
class Point:
    """Where a floor stands, as an SVG writes it."""

    x: str
    y: str
    is_chosen: bool


@dataclass(frozen=True)
class Drawn:
    """A curve and its words."""

    points: list[Point]
    most: int
    """Points, at the top."""
    last: int
    """Graduates, at the right."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    axes: str = f"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}"

    @property
    def line(self) -> str:
        """As `points` of a polyline."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def drawn(floors: list[dict[str, Any]]) -> Drawn | None:
    """None without floors."""
    if not floors:
        return None
    last, most = max(row["floor"] for row in floors), max(row["cost"] for row in floors)
    points = [
        Point(
            x=f"{LEFT + (RIGHT - LEFT) * row['floor'] / max(last, 1):.1f}",
            y=f"{BOTTOM - (BOTTOM - TOP) * row['cost'] / max(most, 1):.1f}",
            is_chosen=row["is_chosen"],
        )
        for row in floors
    ]
    return Drawn(points, most, last)
