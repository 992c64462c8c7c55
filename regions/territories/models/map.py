"""France as INSEE draws it: regions of both maps, departments.

Departments are the atom: a region, of the map before 2016 or of today's, is a dated set of them. INSEE never gave the
code of an old region to another one, so a code names one region for ever, and a region that the reform of 2016 left
as it was is one row in force on both sides of it.
"""

import datetime

from django.db import models
from django.db.models import Q

from nqt.accounts.roles import Role
from nqt.common.models import PublicModel
from nqt.common.text import fold, folded
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order, no_overlap, on_date

EVERYBODY = frozenset(
    {
        Role.ANONYMOUS,
        Role.GRADUATE,
        Role.MENTOR,
        Role.PARTNER_LANDLORD,
        Role.PARTNER_REGIONAL,
        Role.PARTNER_UNION,
        Role.STAFF_REGIONAL,
        Role.STAFF_NATIONAL,
        Role.BOARD,
        Role.AUDITOR,
        Role.SYSTEM,
    }
)
"""Territories are public knowledge: every role reads them."""


class TerritoryQuerySet(ValidTimeQuerySet):
    """What all territories answer: who may read them, and search by name or code."""

    def visible_to(self, actor):
        """All of them to every role; nothing to somebody without one."""
        return self if actor is not None and actor.role in EVERYBODY else self.none()

    def search(self, text: str):
        """By code, or by the beginning of any word of the name."""
        words, code = fold(text), text.strip().upper()
        if not words:
            return self.none() if code else self
        return self.filter(Q(code=code) | Q(folded__startswith=words) | Q(folded__contains=f" {words}"))


class Region(ValidTime, PublicModel):
    """A region of the map before 2016, of the map since, or of both."""

    code = models.CharField("code", max_length=3, unique=True)
    name = models.CharField("nom", max_length=60)
    folded = folded("name")
    departments = models.ManyToManyField(
        "regions.Department", through="regions.RegionDepartment", related_name="regions"
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "région"
        ordering = ["folded", "id"]
        constraints = [dates_in_order("regions_region_dates_in_order")]
        indexes = [models.Index(fields=["folded", "id"], name="regions_region_folded")]

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(TerritoryQuerySet):
    """Departments have no dates of their own: what is dated is the region they belong to."""

    def of_region(self, code: str, on: datetime.date | None = None):
        """The departments of a region of either map: on a date, or, without one, all it ever had.

        A perimeter drawn with an old region (an association of Poitou-Charentes) outlives that region: read it
        without a date.
        """
        links = RegionDepartment.objects.filter(region__code=code, department=models.OuterRef("pk"))
        return self.filter(models.Exists(links if on is None else links.on(on)))

    def with_region(self, on: datetime.date):
        """Annotates `region_code` and `region_name` as of a date; null where there is none."""
        links = RegionDepartment.objects.on(on).filter(department=models.OuterRef("pk"))
        return self.annotate(
            region_code=models.Subquery(links.values("region__code")[:1]),
            region_name=models.Subquery(links.values("region__name")[:1]),
        )


class Zone(models.TextChoices):
    """Where in the world a department lies."""

    METROPOLE = "metropole", "métropole"
    OVERSEAS_DEPARTMENT = "drom", "outre-mer, département"
    OVERSEAS_COLLECTIVITY = "com", "outre-mer, collectivité"


class Department(PublicModel):
    """A department, or an overseas collectivity, which belongs to no region. Its code is text: '01', '2A', '974'."""

    code = models.CharField("code", max_length=3, unique=True)
    name = models.CharField("nom", max_length=60)
    folded = folded("name")
    zone = models.CharField("zone", max_length=9, choices=Zone)
    time_zone = models.CharField("fuseau horaire", max_length=40)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "département"
        ordering = ["code"]
        indexes = [models.Index(fields=["folded", "id"], name="regions_department_folded")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class RegionDepartment(ValidTime, PublicModel):
    """A department belongs to one region at a time."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="links", verbose_name="région")
    department = models.ForeignKey(Department, models.PROTECT, related_name="links", verbose_name="département")

    objects = ValidTimeQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement d’un département"
        constraints = [
            dates_in_order("regions_regiondepartment_dates_in_order"),
            no_overlap(
                "department",
                name="regions_regiondepartment_one_region_at_a_time",
                message="Ce département appartient déjà à une région sur cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} → {self.region_id}"


def regions_on(date: datetime.date):
    """The map of a date: 22 metropolitan regions and the overseas ones until 2015-12-31, 13 since."""
    return Region.objects.on(date)


def department_codes_of(region_code: str, on: datetime.date | None = None) -> frozenset[str]:
    """The codes of a region's departments; see `DepartmentQuerySet.of_region`."""
    return frozenset(Department.objects.of_region(region_code, on).values_list("code", flat=True))


def region_of(department_code: str, on: datetime.date) -> Region | None:
    """The region a department belongs to on a date; none for an overseas collectivity."""
    return Region.objects.filter(on_date(on, "links__"), links__department__code=department_code).first()
