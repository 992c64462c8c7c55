"""Priority neighborhoods of the city's policy (QPV), by generation: 2015 (1,514 perimeters) and 2024 (1,584).

A generation is in force between dates that differ overseas; figures of 2015 refer to the perimeters of 2015.
"""

import datetime

from django.db import models
from django.db.models import Q

from nqt.common.models import PublicModel
from nqt.common.text import fold, folded
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order
from regions.territories.models import EVERYBODY, Commune, Department, Zone


class Generation(models.IntegerChoices):
    """The decree that drew the perimeter."""

    OF_2015 = 2015, "2015"
    OF_2024 = 2024, "2024"


PERIMETERS = {Generation.OF_2015: 1514, Generation.OF_2024: 1584}
"""How many each has; with fewer loaded, being outside of those known proves nothing."""
BEGINNING = datetime.date(2015, 1, 1)
"""Before it there were no such neighborhoods."""
RENEWED = {False: datetime.date(2024, 1, 1), True: datetime.date(2025, 1, 1)}
"""When the generation of 2024 replaced that of 2015; True is overseas. Decree 2023-1314, amended by 2024-806."""


def in_force(generation: int, department: Department) -> dict[str, datetime.date | None]:
    """The dates of a generation in a department, half open: `{valid_from, valid_until}`."""
    renewed = RENEWED[department.zone != Zone.METROPOLE]
    if generation == Generation.OF_2015:
        return {"valid_from": BEGINNING, "valid_until": renewed}
    return {"valid_from": renewed, "valid_until": None}


class NeighborhoodQuerySet(ValidTimeQuerySet):
    """Perimeters are public knowledge."""

    def visible_to(self, actor):
        """All of them to every role; nothing to somebody without one."""
        return self if actor is not None and actor.role in EVERYBODY else self.none()

    def search(self, text: str):
        """By code, by the beginning of any word of the name, or by commune."""
        words, code = fold(text), text.strip().upper()
        if not words:
            return self.none() if code else self
        in_commune = models.Exists(Commune.objects.search(text).filter(neighborhoods=models.OuterRef("pk")))
        return self.filter(Q(code=code) | Q(folded__startswith=words) | Q(folded__contains=f" {words}") | in_commune)

    def drawn(self):
        """Whose perimeter is loaded."""
        return self.filter(shape__isnull=False)


class PriorityNeighborhood(ValidTime, PublicModel):
    """One perimeter of one generation; it may lie in several communes."""

    generation = models.PositiveSmallIntegerField("génération", choices=Generation)
    code = models.CharField("code", max_length=8, unique=True)
    name = models.CharField("nom", max_length=120)
    folded = folded("name")
    department = models.ForeignKey(Department, models.PROTECT, related_name="neighborhoods", verbose_name="département")
    communes = models.ManyToManyField(Commune, related_name="neighborhoods", verbose_name="communes")
    shape = models.BinaryField("périmètre (WKB, WGS 84)", null=True)
    is_approximate = models.BooleanField("périmètre approché", default=False)

    objects = NeighborhoodQuerySet.as_manager()

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        ordering = ["code"]
        constraints = [dates_in_order("regions_neighborhood_dates_in_order")]
        indexes = [
            models.Index(fields=["folded", "id"], name="regions_neighborhood_folded"),
            models.Index(fields=["generation", "id"], name="regions_neighborhood_gen"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
