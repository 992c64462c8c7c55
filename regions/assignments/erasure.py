"""Who answers requests about one's data: the national staff of the day (docs/decisions.md)."""

import datetime
from collections.abc import Iterable

from nqt.accounts.models import User
from nqt.privacy.answerers import answerers
from regions.assignments.models import Assignment


@answerers
def national_staff(on: datetime.date) -> Iterable[User]:
    """Those in charge of the whole country."""
    nation = Assignment.objects.on(on).filter(is_national=True, user__is_active=True)
    return [one.user for one in nation.select_related("user").order_by("user", "pk")]
