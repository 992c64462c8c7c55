"""A date typed wrong by thousands of years is refused where it is typed: the day after it may not exist."""

import datetime

import pytest
from django.urls import reverse

from nqt.common.errors import Invalid
from regions.assignments.models import Assignment
from regions.coverage.actions import coverage_close, coverage_open
from regions.coverage.models import Coverage
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.organizations import MACHINE
from tests.harness.factories.regions import DepartmentFactory, assign

pytestmark = pytest.mark.django_db
SENTENCE = "La date doit être comprise entre 1900 et 2100."
BEYOND = ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31")
ACTS = ("open", "not before", "leave", "place", "end")


def typed(act):
    """Address, field of the date, the rest of what is typed."""
    here, there = DepartmentFactory(), DepartmentFactory()
    coverage = coverage_open(actor=MACHINE, department=here, valid_from=datetime.date(2015, 1, 1))
    assignment = assign(UserFactory(), department=here)
    opening = {"department": str(there.public_id), "certainty": "stated"}
    placing = {"email": "nadia@example.org", "is_national": True}
    end = reverse("api:staff:assignments-end", args=[assignment.public_id])
    return {
        "open": (reverse("api:staff:coverage-list"), "valid_from", opening),
        "not before": (
            reverse("api:staff:coverage-list"),
            "not_before",
            {**opening, "valid_from": "2099-01-01"},
        ),
        "leave": (reverse("api:staff:coverage-close", args=[coverage.public_id]), "last_day", {}),
        "place": (reverse("api:staff:assignments-list"), "valid_from", placing),
        "end": (end, "last_day", {}),
    }[act]


@pytest.mark.parametrize("day", BEYOND)
@pytest.mark.parametrize("act", ACTS)
def test_date_out_of_bounds_is_refused_on_its_field(client_as, act, day):
    url, field, more = typed(act)
    answer = client_as("staff_national").send("post", url, {**more, field: day}, version=1)
    assert answer.status_code == 400
    assert [(e["pointer"], e["detail"]) for e in answer.json()["errors"]] == [(f"#/{field}", SENTENCE)]
    assert Coverage.objects.get().valid_until is None and Assignment.objects.get().valid_until is None


@pytest.mark.parametrize("act", ACTS)
def test_every_act_with_a_good_date_is_done(client_as, act):
    """So that a refusal above is the date's."""
    url, field, more = typed(act)
    answer = client_as("staff_national").send("post", url, {**more, field: "2020-05-01"}, version=1)
    assert answer.status_code in (200, 201), answer.content


@pytest.mark.parametrize("act", ["leave", "end"])
def test_last_day_after_which_none_comes_is_refused_with_the_same_sentence(client_as, act):
    url, field, _ = typed(act)
    answer = client_as("staff_national").send("post", url, {field: "2100-12-31"}, version=1)
    assert answer.status_code == 400 and SENTENCE in answer.content.decode()


def test_action_called_without_a_form_refuses_too():
    with pytest.raises(Invalid, match="1900 et 2100"):
        coverage_open(actor=MACHINE, department=DepartmentFactory(), valid_from=datetime.date(9999, 12, 31))
    coverage = coverage_open(actor=MACHINE, department=DepartmentFactory(), valid_from=datetime.date(2015, 1, 1))
    with pytest.raises(Invalid, match="1900 et 2100"):
        coverage_close(actor=MACHINE, target=coverage, valid_until=datetime.date(9999, 12, 31))
    with pytest.raises(Invalid, match="1900 et 2100"):
        assign(UserFactory(), department=DepartmentFactory(), valid_from=datetime.date(1, 1, 1))
