"""The hats of the association's staff: national, or of the territories a person is assigned to that day."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.text import get_text_list

from nqt.accounts.hats import Hat, provider
from nqt.accounts.roles import Audience, Role
from regions.assignments.models import Assignment
from regions.territories.models import Department, Region

NATIONAL = "staff-national"
REGIONAL = "staff-regional"


def held(on: datetime.date) -> ArraySubquery:
    """Assignments of a date; of a region, with the departments that it ever had."""
    within = Department.objects.filter(regions=OuterRef("region")).order_by("code").values("code").distinct()
    facts = JSONObject(
        is_national="is_national",
        region="region__code",
        region_name="region__name",
        department="department__code",
        department_name="department__name",
        within=ArraySubquery(within),
    )
    return ArraySubquery(Assignment.objects.on(on).filter(user=OuterRef("pk")).values(facts=facts))


@provider(held)
def staff_hats(assignments: list[dict[str, Any]]) -> Iterable[Hat]:
    """One hat for the country, one for all territories together."""
    if any(assignment["is_national"] for assignment in assignments):
        yield Hat(key=NATIONAL, audience=Audience.STAFF, role=Role.STAFF_NATIONAL, label="Équipe nationale")
    territories = [assignment for assignment in assignments if not assignment["is_national"]]
    if territories:
        regions = {assignment["region"] for assignment in territories} - {None}
        departments = {code for each in territories for code in (each["department"], *each["within"])} - {None}
        yield Hat(
            key=REGIONAL,
            audience=Audience.STAFF,
            role=Role.STAFF_REGIONAL,
            label=f"Équipe {get_text_list(sorted(map(_named, territories)), 'et')}",
            region_codes=frozenset(regions),
            department_codes=frozenset(departments),
        )


def _named(assignment: dict[str, Any]) -> str:
    """As territories say themselves."""
    if assignment["region"]:
        return str(Region(name=assignment["region_name"]))
    return str(Department(code=assignment["department"], name=assignment["department_name"]))
