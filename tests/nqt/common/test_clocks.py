"""A day is that of the person's department, in Python and in SQL."""

import datetime

import pytest
from django.db.models import F

from nqt.common.clocks import day_at, local_day
from regions.territories.models import Department
from tests.harness.factories.regions import DepartmentFactory

HALF_PAST_MIDNIGHT_IN_PARIS = datetime.datetime(2026, 11, 29, 23, 30, tzinfo=datetime.UTC)
CLOCKS = [
    ("Europe/Paris", 30),
    ("America/Guadeloupe", 29),
    ("America/Martinique", 29),
    ("America/Cayenne", 29),
    ("Indian/Reunion", 30),
    ("Indian/Mayotte", 30),
    ("", 30),
    ("Nowhere/Atlantis", 30),
]


@pytest.mark.parametrize(("zone", "day"), CLOCKS)
def test_day_is_told_by_the_clock_of_the_place(zone, day):
    assert day_at(zone, HALF_PAST_MIDNIGHT_IN_PARIS) == datetime.date(2026, 11, day)


@pytest.mark.parametrize(("zone", "evening"), [("Indian/Reunion", 20), ("Indian/Mayotte", 21)])
def test_the_east_is_a_day_ahead_late_in_the_evening(zone, evening):
    late = datetime.datetime(2026, 11, 30, evening, 15, tzinfo=datetime.UTC)
    assert day_at(zone, late) == datetime.date(2026, 12, 1)
    assert day_at("Europe/Paris", late) == datetime.date(2026, 11, 30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "day"), [clock for clock in CLOCKS if clock[0].partition("/")[0] not in ("", "Nowhere")]
)
def test_sql_says_the_same(zone, day):
    place = DepartmentFactory(time_zone=zone)
    rows = Department.objects.filter(pk=place.pk).annotate(day=local_day(HALF_PAST_MIDNIGHT_IN_PARIS, "time_zone"))
    assert rows.values_list("day", F("time_zone")).get() == (datetime.date(2026, 11, day), zone)
