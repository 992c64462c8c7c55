"""Values as a history tells them."""

import datetime

import pytest

from mentoring.graduates.models import Graduate
from nqt.audit.words import said


def test_years_are_four_digits_and_quantities_are_grouped():
    changes = [("degree_year", (2023, 2024)), ("qpv_generation", (2015, 2024))]
    words = said(Graduate, {})
    assert [words(name, pair[1]) for name, pair in changes] == ["2024", "2024"]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime.datetime(2026, 1, 1, 8, 5, tzinfo=datetime.UTC), "1er janvier 2026 à 9 h 05"),
        (datetime.datetime(2026, 1, 11, 12, 0, tzinfo=datetime.UTC), "11 janvier 2026 à 13 h 00"),
    ],
)
def test_moments_are_told_as_the_french_do(at, told):
    words = said(Graduate, {})
    assert words("submitted_at", at) == told
