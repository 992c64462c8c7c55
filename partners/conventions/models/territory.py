"""Where a convention says it applies."""

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q


@pghistory.track()
class ConventionTerritory(models.Model):
    """A department declared by a convention; none declared is national."""

    convention = models.ForeignKey("partners.Convention", models.CASCADE, related_name="territories")
    department = models.ForeignKey("regions.Department", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "territoire de convention"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "department"],
                name="convention_territory_once",
                violation_error_message="Ce département est déjà déclaré.",
            )
        ]

    def __str__(self) -> str:
        return str(self.department)


def declared_in(codes: frozenset[str], convention: str) -> Q:
    """Condition on a row whose path to the convention is `convention`: it meets these departments, or is national."""
    declared = ConventionTerritory.objects.filter(convention=OuterRef(convention))
    return Q(Exists(declared.filter(department__code__in=codes))) | Q(~Exists(declared))
