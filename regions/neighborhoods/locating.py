"""Whether a point lies in a priority neighborhood on a date: in, out, or unknown with the reason.

Perimeters are kept in memory, once per process and generation in force, in a shapely `STRtree`. *Unknown* is never
counted as *out*: near a border, or without the perimeters of the day, nobody can say. The official list says more than
the perimeters that are loaded: where all of it is known, a commune it does not name has no neighborhood.
"""

import datetime
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from django.db.models import Count, Max, Q, QuerySet, TextChoices

from regions.neighborhoods.mending import polygonal
from regions.neighborhoods.models import BEGINNING, PERIMETERS, RENEWED, Generation, PriorityNeighborhood
from regions.territories.models import Commune, FileKind, OfficialFile

NEAR = 20.0
"""Meters from a border within which an address is too uncertain to decide."""
METERS = 111_320.0
"""In one degree of latitude."""


class Answer(TextChoices):
    """In, out or unknown."""

    IN = "in", "En quartier prioritaire"
    OUT = "out", "Hors quartier prioritaire"
    UNKNOWN = "unknown", "Non déterminé"


class Reason(TextChoices):
    """Why."""

    INSIDE = "inside", "Le point est dans le périmètre."
    OUTSIDE = "outside", "Le point est hors de tout périmètre."
    NO_NEIGHBORHOOD_IN_COMMUNE = "none_in_commune", "La commune n’a pas de quartier prioritaire."
    NEAR_BORDER = "near_border", "Le point est à moins de 20 mètres d’une limite : à confirmer."
    BEFORE_2015 = "before_2015", "Il n’y avait pas de quartiers prioritaires à cette date."
    ADDRESS_NOT_FOUND = "address_not_found", "Cette adresse n’a pas été trouvée."
    ADDRESS_IMPRECISE = "address_imprecise", "L’adresse n’est trouvée qu’à la rue ou à la commune : à confirmer."
    GEOCODER_AWAY = "geocoder_away", "Le service des adresses ne répond pas : réessayez plus tard."
    NO_REFERENCE = "no_reference", "Les périmètres de cette date ne sont pas tous chargés."


@dataclass(frozen=True)
class Located:
    """The answer for one point."""

    answer: Answer
    reason: Reason
    code: str = ""
    """Of the neighborhood, inside or near."""
    generation: int | None = None
    distance: float | None = None
    """Meters to the nearest border, when it is near."""
    is_approximate: bool = False


class Perimeters:
    """The perimeters in force on a date, ready for questions."""

    def __init__(self, on: datetime.date) -> None:
        drawn = PriorityNeighborhood.objects.on(on).drawn().order_by("code")
        rows = list(drawn.prefetch_related("communes__districts").defer("folded"))
        shapes = {row.pk: polygonal(shapely.from_wkb(bytes(row.shape))) for row in rows}
        found = [row for row in rows if not shapes[row.pk].is_empty]
        self.codes = [row.code for row in found]
        self.generations = [row.generation for row in found]
        self.approximate = [row.is_approximate for row in found]
        self.communes = [set(_codes_of(row)) for row in found]
        self.shapes = np.array([shapes[row.pk] for row in found], dtype=object)
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)
        # a degree of longitude shrinks with latitude: borders are measured on a plane of their own, in meters
        middles = [shapely.bounds(shape)[[1, 3]].mean() for shape in self.shapes]
        self.scales = np.array([[METERS * math.cos(math.radians(middle)), METERS] for middle in middles]).reshape(-1, 2)
        self.borders = np.array(
            [
                shapely.boundary(shapely.transform(s, lambda xy, k=k: xy * k))
                for s, k in zip(self.shapes, self.scales, strict=True)
            ],
            dtype=object,
        )
        exact = PriorityNeighborhood.objects.drawn().filter(is_approximate=False)
        self.is_complete = len(found) == len(rows) and _is_complete(on, exact)
        self.is_listed = _is_complete(on, PriorityNeighborhood.objects.all())
        """Every neighborhood of the day is known by name and commune, drawn or not."""
        self.communes_with_one = set(_communes_listed(on)) if self.is_listed else set()

    def without_any(self, communes: Iterable[str]) -> set[str]:
        """Those communes and districts (INSEE codes) in which the official list names no neighborhood."""
        if not self.is_listed:
            return set()
        asked = set(communes) - self.communes_with_one - {""}
        known = Commune.objects.filter(code__in=asked, is_current=True)
        return set(known.values_list("code", flat=True)) if asked else set()

    def near(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """For points (n × 2, longitude and latitude): pairs (point, perimeter), inside, meters to the border."""
        reach = NEAR / METERS
        wide = reach / np.maximum(np.cos(np.radians(points[:, 1])), 0.05)
        boxes = shapely.box(points[:, 0] - wide, points[:, 1] - reach, points[:, 0] + wide, points[:, 1] + reach)
        of_point, of_shape = self.tree.query(boxes)
        xy = points[of_point]
        inside = shapely.contains_xy(self.shapes[of_shape], xy[:, 0], xy[:, 1])
        meters = shapely.distance(self.borders[of_shape], shapely.points(xy * self.scales[of_shape]))
        return of_point, of_shape, inside, meters


def locate(latitude: float, longitude: float, on: datetime.date, *, commune: str = "") -> Located:
    """One point; `commune` (INSEE code) settles overlaps."""
    return locate_many([(latitude, longitude)], on, communes=[commune])[0]


def locate_many(
    points: Sequence[tuple[float, float]], on: datetime.date, *, communes: Sequence[str] | None = None
) -> list[Located]:
    """The answer for each (latitude, longitude), in order. Raises `ValueError` for a point that is none."""
    if on < BEGINNING:
        return [Located(Answer.UNKNOWN, Reason.BEFORE_2015)] * len(points)
    perimeters, communes = perimeters_on(on), communes or [""] * len(points)
    without = perimeters.without_any(communes)
    answers = [_beyond(perimeters, commune in without) for commune in communes]
    if not points or not perimeters.codes:
        return answers
    places = np.array([(longitude, latitude) for latitude, longitude in points], dtype=float)
    if not np.isfinite(places).all():
        raise ValueError("a point without coordinates is nowhere")
    best: dict[int, tuple[bool, bool, float, int]] = {}
    for point, shape, inside, meters in zip(*perimeters.near(places), strict=True):
        if not inside and meters >= NEAR:
            continue
        if perimeters.approximate[shape] and communes[point] in without:
            continue  # a drawing is less than the official list
        at_home = communes[point] in perimeters.communes[shape]
        rank = (bool(inside), at_home, float(meters), -int(shape))
        best[point] = max(best.get(point, rank), rank)
    for point, (inside, _, meters, shape) in best.items():
        answers[point] = _located(perimeters, -shape, inside, meters)
    return answers


def _beyond(perimeters: Perimeters, is_without: bool) -> Located:
    """The answer for a point that no perimeter loaded is near; `is_without`: its commune has no neighborhood."""
    if perimeters.is_complete:
        return Located(Answer.OUT, Reason.OUTSIDE)
    if is_without:
        return Located(Answer.OUT, Reason.NO_NEIGHBORHOOD_IN_COMMUNE)
    return Located(Answer.UNKNOWN, Reason.NO_REFERENCE)


def _located(perimeters: Perimeters, shape: int, inside: bool, meters: float) -> Located:
    is_near = meters < NEAR
    return Located(
        Answer.UNKNOWN if is_near else Answer.IN,
        Reason.NEAR_BORDER if is_near else Reason.INSIDE,
        perimeters.codes[shape],
        perimeters.generations[shape],
        round(meters, 1) if is_near else None,
        perimeters.approximate[shape],
    )


def locate_commune(commune: str, on: datetime.date) -> Located | None:
    """Out, for a commune that has no neighborhood at all on a date; None when only a point can tell."""
    if on < BEGINNING:
        return Located(Answer.UNKNOWN, Reason.BEFORE_2015)
    if perimeters_on(on).without_any([commune]):
        return Located(Answer.OUT, Reason.NO_NEIGHBORHOOD_IN_COMMUNE)
    here = Q(communes__code=commune) | Q(communes__districts__code=commune)
    if PriorityNeighborhood.objects.on(on).filter(here).exists():
        return None
    return Located(Answer.UNKNOWN, Reason.NO_REFERENCE)


def perimeters_on(on: datetime.date) -> Perimeters:
    """Those in force on a date, built again after an import."""
    begun = max(day for day in (BEGINNING, *RENEWED.values()) if day <= on)
    latest = OfficialFile.objects.filter(kind=FileKind.NEIGHBORHOODS).aggregate(at=Max("imported_at"))["at"]
    return _built(begun, (PriorityNeighborhood.objects.count(), latest))


@lru_cache(maxsize=3)
def _built(on: datetime.date, stamp: tuple[int, datetime.datetime | None]) -> Perimeters:
    return Perimeters(on)


def _codes_of(neighborhood: PriorityNeighborhood) -> Iterator[str]:
    """Of its communes, and of the districts of Paris, Lyon and Marseille: addresses are found by district."""
    for commune in neighborhood.communes.all():
        yield commune.code
        yield from (district.code for district in commune.districts.all())


def _communes_listed(on: datetime.date) -> Iterator[str]:
    """The communes, and their districts, that have a neighborhood on a date."""
    rows = Commune.objects.filter(neighborhoods__in=PriorityNeighborhood.objects.on(on)).distinct()
    for commune in rows.prefetch_related("districts"):
        yield commune.code
        yield from (district.code for district in commune.districts.all())


def _is_complete(on: datetime.date, known: QuerySet[PriorityNeighborhood]) -> bool:
    """All neighborhoods of each generation in force on a date, somewhere in France, are among those known."""
    needed = {Generation.OF_2015} if on < RENEWED[True] else set()
    needed |= {Generation.OF_2024} if on >= RENEWED[False] else set()
    counted = dict(known.order_by().values_list("generation").annotate(n=Count("pk")))
    return all(counted.get(generation, 0) >= PERIMETERS[generation] for generation in needed)
