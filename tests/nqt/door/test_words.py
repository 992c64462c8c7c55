"""The words that every template has without loading anything, mails included."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import timezone


def said(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(("count", "words"), [(0, "0 article est"), (1, "1 article est"), (2, "2 articles sont")])
def test_nothing_is_singular_in_french(count, words):
    assert said('{{ n }} article{{ n|pluralize }} {{ n|pluralize:"est,sont" }}', n=count) == words
    assert said('{{ n|counted:"article" }}', n=count).replace("\u00a0", " ") in words


def test_de_elides_and_escapes():
    assert said("{{ name|de }}", name="Inès <b>") == "d’Inès &lt;b&gt;"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime.date(2026, 1, 1), "jeudi 1er janvier 2026"),
        (datetime.date(2026, 1, 11), "dimanche 11 janvier 2026"),
        (datetime.date(2026, 1, 21), "mercredi 21 janvier 2026"),
    ],
)
def test_first_of_a_month_is_an_ordinal(day, words):
    assert said('{{ day|date:"l j F Y" }}', day=day) == words


def test_first_of_a_month_is_that_of_the_reader():
    at = datetime.datetime(2025, 12, 31, 23, 30, tzinfo=datetime.UTC)
    with timezone.override("Europe/Paris"):
        assert said('{{ at|date:"j F Y à G \\h i" }}', at=at) == "1er janvier 2026 à 0 h 30"
    with timezone.override("America/Martinique"):
        assert said('{{ at|date:"j F Y" }}', at=at) == "31 décembre 2025"


def test_no_date_is_nothing():
    assert said('{{ day|date:"j F Y" }}', day=None) == ""
