"""Where the association works, and since when: by region of either map, or by department."""

import datetime
from collections.abc import Collection

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q

from nqt.common.certainty import Certainty
from nqt.common.dates import known, precision_field
from nqt.common.models import PublicModel
from nqt.common.text import fold
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order, no_overlap
from nqt.common.validators import validate_date
from regions.territories.models import EVERYBODY, Department, Region, RegionDepartment


class CoverageQuerySet(ValidTimeQuerySet):
    """Where we work is public, like the map it is drawn on."""

    def visible_to(self, actor):
        """All of it to every role; nothing to somebody without one."""
        return self if actor is not None and actor.role in EVERYBODY else self.none()

    def search(self, text: str):
        """By the name of the territory."""
        words = fold(text)
        return self.filter(Q(region__folded__contains=words) | Q(department__folded__contains=words))


@pghistory.track()
class Coverage(ValidTime, PublicModel):
    """We work in one region or one department, from a date.

    When the source gives no beginning, `valid_from` is the latest date it allows and `not_before` the earliest:
    figures count from the later one and say so.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="coverages", verbose_name="région"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="coverages", verbose_name="département"
    )
    not_before = models.DateField("au plus tôt le", null=True, blank=True, validators=[validate_date])
    from_precision = precision_field("depuis")
    certainty = models.CharField("certitude", max_length=7, choices=Certainty, default=Certainty.STATED)
    note = models.TextField("note", blank=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = "implantation"
        ordering = ["valid_from", "id"]
        constraints = [
            dates_in_order("regions_coverage_dates_in_order"),
            dates_in_order("regions_coverage_bounds_in_order", start="not_before", end="valid_from"),
            models.CheckConstraint(
                name="regions_coverage_one_territory",
                condition=Q(region__isnull=False, department__isnull=True)
                | Q(region__isnull=True, department__isnull=False),
                violation_error_message="Une implantation concerne une région ou un département, pas les deux.",
            ),
            no_overlap(
                "region",
                name="regions_coverage_region_once",
                condition=Q(region__isnull=False),
                message="Cette région est déjà couverte sur cette période.",
            ),
            no_overlap(
                "department",
                name="regions_coverage_department_once",
                condition=Q(department__isnull=False),
                message="Ce département est déjà couvert sur cette période.",
            ),
        ]
        indexes = [models.Index(fields=["valid_from", "id"], name="regions_coverage_from")]

    def __str__(self) -> str:
        return f"{self.territory} {self.since}"

    @property
    def territory(self) -> Region | Department:
        """The region or the department."""
        return self.region or self.department

    @property
    def since(self) -> str:
        """The beginning in words, with both bounds when only they are known."""
        latest = known(self.valid_from, self.from_precision)
        if self.not_before is None:
            return latest
        return f"{latest} au plus tard, {known(self.not_before, self.from_precision)} au plus tôt"


def coverage_of(departments: Collection[Department], on: datetime.date) -> dict[int, "Coverage"]:
    """By id, what covers each of them on a date, itself or its region; the earliest. Those left out are not covered."""
    ids = {department.pk for department in departments}
    links = RegionDepartment.objects.filter(department__in=ids).values_list("region", "department")
    inside: dict[int, set[int]] = {}
    for region, department in links:
        inside.setdefault(region, set()).add(department)
    found: dict[int, Coverage] = {}
    for row in Coverage.objects.on(on).select_related("region", "department").order_by("valid_from", "pk"):
        for pk in {row.department_id} & ids if row.department_id else inside.get(row.region_id, set()):
            found.setdefault(pk, row)
    return found


def covered_departments(on: datetime.date) -> models.QuerySet[Department]:
    """The departments where the association works on a date.

    A covered region means all departments it ever had: the reform of 2016 changed the map, not where we work.
    """
    by_region = RegionDepartment.objects.filter(
        department=OuterRef("pk"), region__in=Coverage.objects.on(on).filter(region__isnull=False).values("region")
    )
    by_department = Coverage.objects.on(on).filter(department=OuterRef("pk"))
    return Department.objects.filter(Exists(by_region) | Exists(by_department))
