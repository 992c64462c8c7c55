"""How things look: words, dates, states; nothing that reaches a page unescaped."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone
from rest_framework import serializers

from nqt.door.pages import look
from nqt.door.pages.records import Cell
from nqt.door.templatetags import look as tags


def a_cell(value, field=None, label="Signature") -> Cell:
    """A field of a record, as templates meet it."""
    field = field or serializers.CharField(label=label)
    field.bind("state", SimpleNamespace(parent=None, _context={})) if field.field_name is None else None
    return Cell(field, value, None)


def a_choice(value: str) -> Cell:
    """A state among the words of the trial."""
    return a_cell(
        value, serializers.ChoiceField(choices=[("trial_open", "Ouverte <b>"), ("other", "Autre")], label="état")
    )


@pytest.fixture(autouse=True)
def dressed(monkeypatch):
    """A word of our own."""
    monkeypatch.setattr(look, "_looks", {})
    look.dress(trial_open="warn signature late")


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (datetime.date(2015, 9, 1), "1er sept. 2015"),
        (datetime.date(2016, 1, 23), "23 janv. 2016"),
        (None, ""),
    ],
)
def test_short_day_speaks_french(date, words) -> None:
    assert tags.short_day(date) == words


def test_moment_is_told_in_the_readers_time_zone() -> None:
    at = datetime.datetime(2015, 7, 20, 22, 42, tzinfo=datetime.UTC)
    with timezone.override("Europe/Paris"):
        assert tags.moment(at) == "Mardi 21 juillet 2015, 0 h 42"
    with timezone.override("America/Martinique"):
        assert tags.moment(at) == "Lundi 20 juillet 2015, 18 h 42"


@pytest.mark.parametrize(
    ("name", "letters"), [("Claire Vasseur", "CV"), ("AROSH Poitou-Charentes", "AC"), ("NQT", "N"), ("", "")]
)
def test_initials_are_those_of_the_first_and_last_words(name, letters) -> None:
    assert tags.initials(name) == letters


@pytest.mark.parametrize(("number", "words"), [(0, "aucune"), (8, "huit"), (21, "21")])
def test_small_numbers_are_written_in_words(number, words) -> None:
    assert tags.in_words(number) == words


def test_percent_keeps_a_dot_whatever_the_language() -> None:
    assert tags.percent_of(1, 3) == "33.3"
    assert tags.percent_of(5, 0) == "0"
    assert tags.percent_of(9, 3) == "100.0"


def test_state_shows_icon_word_and_tint_and_escapes_the_word() -> None:
    html = Template("{% load look %}{% value cell %}").render(Context({"cell": a_choice("trial_open")}))
    assert '<span class="st warn">' in html
    assert "#signature" in html
    assert "Ouverte &lt;b&gt;" in html


def test_text_that_happens_to_be_a_state_is_not_dressed() -> None:
    html = Template("{% load look %}{% value cell %}").render(Context({"cell": a_cell("trial_open")}))
    assert html == "trial_open"


def test_value_escapes_what_people_typed() -> None:
    html = Template("{% load look %}{% value cell %}").render(Context({"cell": a_cell("<script>")}))
    assert html == "&lt;script&gt;"


def test_value_says_what_is_missing() -> None:
    assert "–" in tags.value(a_cell(""))


def test_one_word_has_one_look() -> None:
    look.dress(trial_open="warn signature late")
    with pytest.raises(ValueError, match="one word, one look"):
        look.dress(trial_open="ok check")
    with pytest.raises(ValueError, match="is no tone"):
        look.dress(other="yellow sun")
