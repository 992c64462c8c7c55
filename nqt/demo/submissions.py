"""What each graduate of the cohort sent, and what the rules of that day said of it, frozen as the real act does."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mentoring.graduates.eligibility import Facts, evaluate
from mentoring.graduates.models import Application, EligibilityRule, Graduate
from nqt.common.clocks import day_at
from regions.coverage.models import covered_departments
from regions.territories.models import RegionDepartment

BATCH = 2_000


def submit(people: Iterable[Graduate], today: datetime.date) -> None:
    """One submission for each who sent; coverage and regions are those of today."""
    Application.objects.bulk_create(_submissions(people, today), batch_size=BATCH)


def _submissions(people: Iterable[Graduate], today: datetime.date) -> Iterator[Application]:
    rules = list(EligibilityRule.objects.select_related("region"))
    covered = set(covered_departments(today).values_list("pk", flat=True))
    regions = defaultdict(set)
    for department, code in RegionDepartment.objects.on(today).values_list("department_id", "region__code"):
        regions[department].add(code)
    for person in people:
        if person.submitted_at is None:
            continue
        facts = Facts(
            on=day_at(person.time_zone, person.submitted_at),
            birth_date=person.birth_date,
            degree_level=person.degree_level,
            department=person.department.code,
            is_covered=person.department_id in covered,
            regions=frozenset(regions[person.department_id]),
            qpv=person.qpv,
            background=tuple(person.background),
        )
        said = evaluate(facts, rules)
        yield Application(
            graduate=person,
            submitted_at=person.submitted_at,
            verdict=said.verdict,
            checks=said.stored(),
            inputs=facts.stored(),
        )
