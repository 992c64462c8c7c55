"""Where a convention says it applies."""

import datetime
from collections.abc import Collection

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from partners.conventions.models.reading import standing_on


@pghistory.track()
class ConventionTerritory(models.Model):
    """A department declared by a text; none declared is national."""

    text = models.ForeignKey("partners.ConventionText", models.CASCADE, related_name="territories")
    department = models.ForeignKey("regions.Department", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "territoire de convention"
        constraints = [
            models.UniqueConstraint(
                fields=["text", "department"],
                name="convention_territory_once",
                violation_error_message="Ce département est déjà déclaré.",
            )
        ]

    def __str__(self) -> str:
        return str(self.department)


def declared_in(codes: Collection[str], convention: str, on: datetime.date | None = None) -> Q:
    """Condition on a row whose path to the convention is `convention`: it meets these departments, or is national.

    By the text read on a date, today's for want of one: whoever prepares an amendment opens it to nobody else.
    """
    read = ConventionTerritory.objects.filter(standing_on(on or timezone.localdate(), "text__"))
    declared = read.filter(text__convention=OuterRef(convention))
    return Q(Exists(declared.filter(department__code__in=codes))) | Q(~Exists(declared))
