"""The conditions of access that the association applies today, loaded once; later ones are dated rows beside them."""

import datetime

from django.db import transaction

from mentoring.graduates.models import Background, EligibilityRule, RuleKind
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.errors import Forbidden
from nqt.common.violations import store

LEAST_YEARS, UNDER_AGE = 3, 30
SINCE = datetime.date(2005, 1, 1)


@transaction.atomic
def rules_load(*, actor: Actor) -> int:
    """Bac+3 at least, under 30, in a covered department, from a priority neighborhood or an admitted situation (S12).

    Nothing where there are rules already; answers how many were added.
    """
    if actor.role not in (Role.SYSTEM, Role.STAFF_NATIONAL):
        raise Forbidden
    if EligibilityRule.objects.exists():
        return 0
    rules = [
        EligibilityRule(kind=RuleKind.LEVEL, least_years=LEAST_YEARS, valid_from=SINCE),
        EligibilityRule(kind=RuleKind.AGE, under_age=UNDER_AGE, valid_from=SINCE),
        EligibilityRule(kind=RuleKind.TERRITORY, valid_from=SINCE),
        EligibilityRule(kind=RuleKind.BACKGROUND, backgrounds=Background.values, valid_from=SINCE),
    ]
    for rule in rules:
        store(rule)
    return len(rules)
