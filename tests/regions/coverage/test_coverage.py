"""Where the association works at any date."""

import datetime

import pytest

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.certainty import Certainty
from nqt.common.errors import Conflict, Forbidden, Invalid
from regions.coverage.actions import coverage_close, coverage_open
from regions.coverage.models import Coverage, covered_departments
from tests.harness.factories.regions import DepartmentFactory, the_west

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
D = datetime.date


def codes(on: datetime.date) -> set[str]:
    return set(covered_departments(on).values_list("code", flat=True))


def test_coverage_of_a_region_outlives_the_region():
    west = the_west()
    coverage_open(actor=MACHINE, region=west["54"], valid_from=D(2014, 5, 17), from_precision="year")
    assert codes(D(2013, 12, 31)) == set()
    assert codes(D(2014, 1, 1)) == {"16", "17", "79", "86"} == codes(D(2026, 1, 1))


def test_coverage_of_a_department_adds_to_its_region_and_counts_once():
    west = the_west()
    coverage_open(actor=MACHINE, department=west["33"], valid_from=D(2012, 1, 1))
    coverage_open(actor=MACHINE, department=west["17"], valid_from=D(2012, 1, 1))
    coverage_open(actor=MACHINE, region=west["54"], valid_from=D(2014, 1, 1))
    assert codes(D(2013, 1, 1)) == {"17", "33"}
    assert covered_departments(D(2014, 1, 1)).count() == 5


def test_coverage_closed_ends_that_day():
    west = the_west()
    coverage = coverage_open(actor=MACHINE, department=west["33"], valid_from=D(2012, 1, 1))
    coverage_close(actor=MACHINE, target=coverage, valid_until=D(2015, 1, 1))
    assert codes(D(2014, 12, 31)) == {"33"} and codes(D(2015, 1, 1)) == set()
    with pytest.raises(Conflict):
        coverage_close(actor=MACHINE, target=coverage, valid_until=D(2016, 1, 1))


def test_coverage_with_two_bounds_counts_from_the_later_and_says_both():
    coverage = coverage_open(
        actor=MACHINE,
        department=DepartmentFactory(),
        valid_from=D(2010, 6, 1),
        from_precision="year",
        not_before=D(2007, 1, 1),
        certainty=Certainty.DEDUCED,
    )
    assert coverage.valid_from == D(2010, 1, 1)
    assert coverage.since == "en 2010 au plus tard, en 2007 au plus tôt"
    assert not covered_departments(D(2009, 12, 31)).exists()


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"region": "54", "valid_from": D(2015, 1, 1)}, "regions_coverage_region_once"),
        ({"department": "33", "valid_from": D(2010, 1, 1)}, "regions_coverage_department_once"),
        ({"valid_from": D(2010, 1, 1)}, "regions_coverage_one_territory"),
        ({"region": "72", "department": "17", "valid_from": D(2010, 1, 1)}, "regions_coverage_one_territory"),
        (
            {"region": "72", "valid_from": D(2010, 1, 1), "not_before": D(2011, 1, 1)},
            "regions_coverage_bounds_in_order",
        ),
    ],
)
def test_coverage_that_contradicts_is_refused_in_french_by_a_named_constraint(facts, constraint):
    west = the_west()
    coverage_open(actor=MACHINE, region=west["54"], valid_from=D(2014, 1, 1))
    coverage_open(actor=MACHINE, department=west["33"], valid_from=D(2014, 1, 1))
    facts = {name: west.get(value, value) if isinstance(value, str) else value for name, value in facts.items()}
    with pytest.raises(Invalid) as refusal:
        coverage_open(actor=MACHINE, **facts)
    assert refusal.value.code == constraint and refusal.value.message.endswith(".")
    assert Coverage.objects.count() == 2


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.STAFF_NATIONAL}))
def test_coverage_written_by_another_role_is_refused(role):
    west = the_west()
    coverage = coverage_open(actor=MACHINE, region=west["54"], valid_from=D(2014, 1, 1))
    with pytest.raises(Forbidden):
        coverage_open(actor=Actor(role=role), region=west["72"], valid_from=D(2014, 1, 1))
    with pytest.raises(Forbidden):
        coverage_close(actor=Actor(role=role), target=coverage, valid_until=D(2015, 1, 1))
    assert Coverage.objects.get().valid_until is None
