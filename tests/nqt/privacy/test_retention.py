"""What every table promises is done: an old row of each goes, a young one stays, what is counted stays counted."""

import datetime

import pytest
import time_machine
from django.apps import apps
from django.db import models

from nqt.common.keeping import End, Term, entry_of, nobodys, register_of_processing
from nqt.privacy.retention import purge
from tests.harness.planting import RECIPES, wherever

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
LONG_AGO = NOW - 9 * 365 * DAY
PLANTED = [(label, number) for label, recipes in RECIPES.items() for number in range(len(recipes))]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def plant(label: str, number: int, word: str, at: datetime.datetime) -> models.Model:
    """A row as it was written then."""
    with time_machine.travel(at, tick=False):
        row = RECIPES[label][number](word)
    return type(row)._base_manager.get(pk=row.pk)


def a_month_of_nights() -> None:
    """The purge of the day when warnings leave, of the day when files go, and of the next: what they held goes too."""
    for at in (NOW - 31 * DAY, NOW, NOW + DAY):
        with time_machine.travel(at, tick=False):
            assert purge(now=at).is_over


# -- nothing is forgotten ---------------------------------------------------------------------------------------------
def test_every_table_says_what_it_keeps_about_people_or_that_it_keeps_nothing():
    tables = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label != "trial"
        and model._meta.managed
        and not model._meta.proxy
        and not hasattr(model, "pgh_tracked_model")
    }
    told, silent = set(register_of_processing()), set(nobodys())
    assert tables - told - silent == set(), "write their entry in the room's privacy.py"
    assert (told | silent) - tables == set()
    assert not told & silent
    assert all(nobodys().values())


def test_every_entry_has_its_recipe():
    assert set(RECIPES) == set(register_of_processing())
    for label, entry in register_of_processing().items():
        assert entry.keeps and entry.retention, label
        assert entry.subject and entry.fields and entry.purpose and entry.erasure, label


def test_columns_that_entries_name_exist():
    for label, entry in register_of_processing().items():
        model = apps.get_model(label)
        names = {field.name for field in model._meta.get_fields()}
        assert set(entry.fields) <= names, label
        assert set(entry.blanks or {}) <= names, label


@pytest.mark.parametrize("label", RECIPES)
def test_old_row_goes_and_leaves_no_word(label):
    rows = [plant(label, number, f"canari{number}", LONG_AGO) for number in range(len(RECIPES[label]))]
    entry = entry_of(type(rows[0]))
    filled = {name for name in entry.fields if any(is_filled(row, name) for row in rows)}
    assert set(entry.fields) - filled <= UNFILLED.get(label, set()), "the recipe leaves columns that the entry names"
    a_month_of_nights()
    assert wherever("canari") == {}
    for row in rows:
        left = type(row)._base_manager.filter(pk=row.pk).first()
        assert left is not None or may_go(row), label
        for name, blank in (entry.blanks or {}).items() if left else ():
            if not hasattr(blank, "resolve_expression"):
                assert getattr(left, name) in (blank, "", None), name


UNFILLED = {"outbox.Message": {"secret"}, "audit.TransitionLog": {"user", "bearer"}}
"""A secret is wiped when the mail leaves; the machine takes the steps of recipes."""
GO_WITH_OTHERS = {"account.EmailAddress", "mfa.Authenticator", "mentoring.Veto"}
"""Deleted by the eraser of the file or account they belong to."""


def may_go(row: models.Model) -> bool:
    """Rows that no figure counts."""
    ends = {keeps.end for keeps in entry_of(type(row)).keeps if isinstance(keeps, Term)}
    return End.DELETED in ends or row._meta.label in GO_WITH_OTHERS or getattr(row, "state", "") == "draft"


@pytest.mark.parametrize("label", RECIPES)
def test_young_row_stays_as_it_is(label):
    at = NOW - 10 * DAY
    rows = [plant(label, number, f"serin{number}", at) for number in range(len(RECIPES[label]))]
    before = [values_of(row) for row in rows]
    purge(now=at)
    assert [values_of(type(row)._base_manager.get(pk=row.pk)) for row in rows] == before


def values_of(row: models.Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def is_filled(row: models.Model, name: str) -> bool:
    value = getattr(row, name)
    return value.exists() if isinstance(row._meta.get_field(name), models.ManyToManyField) else bool(value)


def test_whole_world_at_once_old_and_young():
    """Independent of the register: what people left nine years ago is nowhere, what they wrote ten days ago is."""
    for rank, (label, number) in enumerate(PLANTED):
        plant(label, number, f"canari{rank:03}", LONG_AGO)
        plant(label, number, f"serin{rank:03}", NOW - 10 * DAY)
    young = wherever(r"serin\d+")
    a_month_of_nights()
    assert wherever("canari") == {}
    shorter = {"sessions.Session": "django_session", "door.Answered": "door_answered"}
    assert {word: places for word, places in young.items() if wherever(r"serin\d+").get(word) != places} == {
        f"serin{PLANTED.index((label, 0)):03}": [table] for label, table in shorter.items()
    }
