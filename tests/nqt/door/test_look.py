"""How things look: words, dates, states; nothing that reaches a page unescaped."""

import copy
import datetime
from types import SimpleNamespace

import pytest
from django.db.models import CharField, TextChoices
from django.template import Context, Template
from django.utils import timezone
from rest_framework import serializers

from nqt.common.looks import Look, dressed, look_of, reworded, word
from nqt.door.pages.records import Cell
from nqt.door.templatetags import look as tags


def a_cell(value, field=None, label="Signature") -> Cell:
    """A field of a record, as templates meet it."""
    field = field or serializers.CharField(label=label)
    field.bind("state", SimpleNamespace(parent=None, _context={})) if field.field_name is None else None
    return Cell(field, value, None)


@dressed(OPEN="warn signature late", CLOSED="mute x")
class Trial(TextChoices):
    """Words of our own."""

    OPEN = "open", "Ouverte <b>"
    CLOSED = "closed", "Fermée"


def a_choice(value: str) -> Cell:
    """A state among the words of the trial."""
    return a_cell(value, serializers.ChoiceField(choices=Trial.choices, label="état"))


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
    html = Template("{% load look %}{% value cell %}").render(Context({"cell": a_choice("open")}))
    assert '<span class="st warn">' in html
    assert "#signature" in html
    assert "Ouverte &lt;b&gt;" in html


def test_text_that_happens_to_be_a_state_is_not_dressed() -> None:
    html = Template("{% load look %}{% value cell %}").render(Context({"cell": a_cell("open")}))
    assert html == "open"


def test_value_escapes_what_people_typed() -> None:
    html = Template("{% load look %}{% value cell %}").render(Context({"cell": a_cell("<script>")}))
    assert html == "&lt;script&gt;"


def test_value_says_what_is_missing() -> None:
    assert "–" in tags.value(a_cell(""))


def test_a_word_of_an_enum_carries_its_look_wherever_choices_go() -> None:
    column = CharField(choices=Trial.choices)
    assert look_of(dict(column.flatchoices)["open"]) == Look("warn", "signature", "late")
    assert look_of(copy.deepcopy(Trial.OPEN.label)) == look_of(Trial.OPEN.label)
    assert repr(Trial.OPEN.label) == "'Ouverte <b>'", "a migration writes it as any text"


def test_other_words_of_the_same_states_look_the_same() -> None:
    [(value, said)] = reworded({Trial.CLOSED: "terminée"})
    assert (value, said, look_of(said)) == ("closed", "terminée", Look("mute", "x"))


@pytest.mark.parametrize("looks", [{"OPEN": "warn x"}, {"OPEN": "ok x", "CLOSED": "ok x", "OTHER": "ok x"}])
def test_an_enum_is_dressed_wholly(looks) -> None:
    with pytest.raises(ValueError, match="beside its members"):
        dressed(**looks)(TextChoices("Trial", [("OPEN", "open"), ("CLOSED", "closed")]))


@pytest.mark.parametrize("described", ["yellow sun", "ok"])
def test_a_look_is_a_tone_and_an_icon(described) -> None:
    with pytest.raises(ValueError, match="is no tone and icon"):
        word("Ouverte", described)
