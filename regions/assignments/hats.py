"""The hats of the association's staff: national, or of the territories a person is assigned to that day."""

import datetime
from collections.abc import Iterable

from django.utils.text import get_text_list

from nqt.accounts.hats import Hat, provider
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role
from regions.assignments.models import Assignment, perimeter_of

NATIONAL = "staff-national"
REGIONAL = "staff-regional"


@provider(Audience.STAFF)
def staff_hats(user: User, on: datetime.date) -> Iterable[Hat]:
    """One hat for the country, one for all territories together."""
    assignments = list(Assignment.objects.on(on).filter(user=user).select_related("region", "department"))
    if any(assignment.is_national for assignment in assignments):
        yield Hat(key=NATIONAL, audience=Audience.STAFF, role=Role.STAFF_NATIONAL, label="Équipe nationale")
    territories = [str(a.region or a.department) for a in assignments if not a.is_national]
    if territories:
        regions, departments = perimeter_of(assignments)
        yield Hat(
            key=REGIONAL,
            audience=Audience.STAFF,
            role=Role.STAFF_REGIONAL,
            label=f"Équipe {get_text_list(sorted(territories), 'et')}",
            region_codes=regions,
            department_codes=departments,
        )
