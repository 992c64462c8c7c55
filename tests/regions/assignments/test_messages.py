"""The welcome mail says what, since when and how; it does not leave when it is no longer true."""

import datetime

import pytest

from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from regions.assignments.actions import colleague_add
from tests.harness.factories.regions import the_west

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    colleague_add(
        actor=Actor.system("tests"),
        email="awa.sarr@nqt.example",
        first_name="Awa",
        valid_from=datetime.date(2026, 9, 1),
        region=the_west()["54"],
    )
    return Message.objects.get()


def test_welcome_says_the_territory_the_day_and_the_way_in(message):
    letter = render(message)
    assert letter.subject == "NQT : vous suivez Poitou-Charentes"
    for text in (letter.text, letter.html):
        assert "1er septembre 2026" in text and "Awa" in text and "/login/" in text


def test_welcome_to_a_closed_account_does_not_leave(message):
    User.objects.update(is_active=False)
    assert render(message) is None
