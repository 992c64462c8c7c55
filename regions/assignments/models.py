"""Which staff member looks after which territory, and when: the perimeter of every staff hat is read from here."""

from collections.abc import Iterable

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat

from nqt.accounts.roles import Role
from nqt.common.models import VersionedModel
from nqt.common.text import Fold, searched_words
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order, no_overlap
from regions.territories.models import Department, Region


class AssignmentQuerySet(ValidTimeQuerySet):
    """National staff and auditors see all assignments, regional staff their own."""

    def visible_to(self, actor):
        """By role; nothing to the others."""
        if actor is None:
            return self.none()
        if actor.role in {Role.STAFF_NATIONAL, Role.AUDITOR, Role.SYSTEM}:
            return self
        if actor.role == Role.STAFF_REGIONAL:
            return self.filter(user=actor.user)
        return self.none()

    def search(self, text: str):
        """By the words of the person's name, or the mail address; accents do not count."""
        words, addresses = searched_words(text)
        found = self.annotate(person=Fold(Concat("user__first_name", Value(" "), "user__last_name")))
        for word in words:
            found = found.filter(Q(person__contains=word) | Q(user__email__istartswith=word))
        for address in addresses:
            found = found.filter(user__email__istartswith=address)
        return found if words or addresses else self.none()


@pghistory.track()
class Assignment(ValidTime, VersionedModel):
    """One person, one territory (or the whole country), from a date to another.

    Somebody in charge of three departments has three rows; moving somebody is ending one row and adding another.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name="personne"
    )
    is_national = models.BooleanField("toute la France", default=False)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="région"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="département"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "affectation"
        ordering = ["-valid_from", "id"]
        constraints = [
            dates_in_order("regions_assignment_dates_in_order"),
            models.CheckConstraint(
                name="regions_assignment_one_territory",
                condition=Q(is_national=True, region__isnull=True, department__isnull=True)
                | Q(is_national=False, region__isnull=False, department__isnull=True)
                | Q(is_national=False, region__isnull=True, department__isnull=False),
                violation_error_message="Une affectation est nationale, ou concerne une région ou un département.",
            ),
            no_overlap(
                "user",
                name="regions_assignment_national_once",
                condition=Q(is_national=True),
                message="Cette personne a déjà une affectation nationale sur cette période.",
            ),
            no_overlap(
                "user",
                "region",
                name="regions_assignment_region_once",
                condition=Q(region__isnull=False),
                message="Cette personne est déjà affectée à cette région sur cette période.",
            ),
            no_overlap(
                "user",
                "department",
                name="regions_assignment_department_once",
                condition=Q(department__isnull=False),
                message="Cette personne est déjà affectée à ce département sur cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.territory_name}"

    @property
    def territory_name(self) -> str:
        """'Toute la France', the region's name, or the department's."""
        return "Toute la France" if self.is_national else str(self.region or self.department)


def perimeter_of(assignments: Iterable[Assignment]) -> tuple[frozenset[str], frozenset[str]]:
    """The region codes of some assignments, and all department codes these and others amount to."""
    regions = {a.region for a in assignments if a.region}
    departments = {a.department.code for a in assignments if a.department}
    if regions:
        departments.update(Department.objects.filter(regions__in=regions).values_list("code", flat=True))
    return frozenset(region.code for region in regions), frozenset(departments)
