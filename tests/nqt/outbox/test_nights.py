"""Reminders reach people between 8 and 20 h where they live, and two a day at most; other mail never waits."""

import datetime
import threading
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine

from nqt.outbox import leasing
from nqt.outbox.delivery import deliver, drain
from nqt.outbox.invariants import reminders_are_patient
from nqt.outbox.models import Message, State
from nqt.outbox.nights import awake_from, day_of, next_morning
from tests.harness.at_once import at_once
from tests.harness.factories.accounts import UserFactory
from tests.harness.mailsink import Mood

PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
MARTINIQUE, GUADELOUPE = "America/Martinique", "America/Guadeloupe"


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-11-23T06:59", PARIS, "2026-11-23T07:00"),  # 7:59 in winter
        ("2026-11-23T07:00", PARIS, "2026-11-23T07:00"),
        ("2026-11-23T18:59", PARIS, "2026-11-23T18:59"),
        ("2026-11-23T19:00", PARIS, "2026-11-24T07:00"),  # 20:00
        ("2026-07-14T05:59", PARIS, "2026-07-14T06:00"),  # summer
        ("2026-11-23T23:30", MARTINIQUE, "2026-11-23T23:30"),  # 19:30 there, half past midnight in Paris
        ("2026-11-23T11:59", GUADELOUPE, "2026-11-23T12:00"),
        ("2026-11-23T04:00", REUNION, "2026-11-23T04:00"),  # 8:00 there, 5:00 in Paris
        ("2026-11-23T16:00", REUNION, "2026-11-24T04:00"),
        ("2026-10-24T18:00", PARIS, "2026-10-25T07:00"),  # the night of 25 hours ends at 8 all the same
        ("2026-10-25T00:30", PARIS, "2026-10-25T07:00"),  # 2:30, the first time
        ("2026-10-25T01:30", PARIS, "2026-10-25T07:00"),  # 2:30, the second time
        ("2027-03-27T19:00", PARIS, "2027-03-28T06:00"),  # the night of 23 hours
        ("2027-03-28T01:30", PARIS, "2027-03-28T06:00"),
    ],
)
def test_awake_from_keeps_the_day_and_moves_the_night(moment, zone, expected):
    assert awake_from(utc(moment), ZoneInfo(zone)) == utc(expected)


@pytest.mark.parametrize("zone", [PARIS, MARTINIQUE, GUADELOUPE, REUNION])
def test_every_hour_of_two_years_leads_to_a_waking_hour_less_than_a_night_later(zone):
    moment, end = utc("2026-01-01T00:10"), utc("2028-01-01T00:10")
    while moment < end:
        awake = awake_from(moment, ZoneInfo(zone))
        assert 8 <= awake.astimezone(ZoneInfo(zone)).hour < 20
        assert datetime.timedelta() <= awake - moment <= datetime.timedelta(hours=13)
        moment += datetime.timedelta(hours=1)


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2027-03-28", 23), ("2026-11-23", 24)])
def test_day_of_lasts_as_long_as_the_day_does(day, hours):
    start, end = (bound.astimezone(datetime.UTC) for bound in day_of(utc(f"{day}T12:00"), ZoneInfo(PARIS)))
    assert end - start == datetime.timedelta(hours=hours)


def test_next_morning_after_the_short_night_is_at_eight():
    assert next_morning(utc("2027-03-27T23:30"), ZoneInfo(PARIS)) == utc("2027-03-29T06:00")  # it is the 28th already


# sending --------------------------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db
stormy = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_published(published):
    """Tests say themselves who delivers."""


def at(text: str):
    return time_machine.travel(utc(text), tick=True)


def test_reminder_posted_at_night_leaves_in_the_morning_of_its_reader(sink, letter):
    reader = UserFactory(time_zone=MARTINIQUE)
    with at("2026-11-23T03:00"):  # 23:00 in Martinique
        message = letter("tests.reminder", user=reader)
        assert message.next_try_at == utc("2026-11-23T12:00")
        assert deliver(message.pk) is None
    with at("2026-11-23T12:00"):
        assert deliver(message.pk)
    assert len(sink.letters) == 1


def test_reminder_whose_retry_falls_in_the_night_waits_for_the_morning(sink, letter):
    sink.mood = Mood.LATER
    with at("2026-11-23T18:59:30"):
        message = letter("tests.reminder")
        deliver(message.pk)
    message.refresh_from_db()
    assert message.next_try_at == utc("2026-11-24T07:00")


def test_reminder_late_in_the_queue_is_held_when_night_has_come(sink, letter):
    with at("2026-11-23T18:00"):
        message = letter("tests.reminder")
    with at("2026-11-23T22:00"):
        assert deliver(message.pk) is None
    message.refresh_from_db()
    assert (message.state, message.next_try_at) == (State.QUEUED, utc("2026-11-24T07:00"))
    assert sink.letters == []


def test_code_asked_for_at_night_leaves_at_once(sink, letter):
    with at("2026-11-23T02:00"):
        assert deliver(letter("tests.letter").pk)
    assert len(sink.letters) == 1


def test_third_reminder_of_a_day_waits_for_the_next_and_is_not_lost(sink, letter):
    with at("2026-11-23T10:00"):
        for number in range(5):
            letter("tests.reminder", key=f"reminder:{number}")
        assert drain() == 2
    with at("2026-11-23T17:00"):
        assert drain() == 0
    with at("2026-11-24T07:00"):
        assert drain() == 2
    with at("2026-11-25T07:00"):
        assert drain() == 1
        assert list(reminders_are_patient()) == []
    assert len(sink.letters) == 5


def test_cap_counts_days_where_the_reader_lives(sink, letter):
    """23:30 UTC and 0:30 UTC are one evening in Martinique."""
    reader = UserFactory(time_zone=MARTINIQUE)
    with at("2026-11-23T23:00"):
        for _ in range(4):
            letter("tests.reminder", to=reader.email, user=reader)
        assert drain() == 2
    with at("2026-11-24T12:00"):
        assert drain() == 2


def test_cap_is_each_persons_own_and_binds_reminders_only(sink, letter):
    with at("2026-11-23T10:00"):
        for _ in range(3):
            letter("tests.reminder", to="ada@example.org")
            letter("tests.letter", to="ada@example.org")
            letter("tests.reminder", to="bob@example.org")
        drain()
    assert len(sink.to("ada@example.org")) == 2 + 3
    assert len(sink.to("bob@example.org")) == 2


def test_reminder_that_was_refused_for_a_while_does_not_count(sink, letter):
    with at("2026-11-23T10:00"):
        for _ in range(3):
            letter("tests.reminder")
        sink.mood = Mood.LATER
        drain()
        sink.mood = Mood.ACCEPTS
    with at("2026-11-23T10:05"):
        assert drain() == 2


def _three_workers(letter):
    with at("2026-11-23T10:00"):
        messages = [letter("tests.reminder") for _ in range(3)]
        return at_once(*[partial(deliver, message.pk) for message in messages])


@stormy
def test_three_workers_at_once_do_not_pass_the_cap(sink, letter):
    _three_workers(letter)
    assert len(sink.letters) == 2
    assert Message.objects.get(state=State.QUEUED).next_try_at == utc("2026-11-24T07:00")


@stormy
def test_three_workers_at_once_would_pass_the_cap_without_the_lock(sink, letter, monkeypatch):
    """Positive control: without it, all three count before any has leased its message."""
    all_counted = threading.Barrier(3)
    count = leasing.reminders_today

    def count_together(message, now):
        counted = count(message, now)
        all_counted.wait(5)
        return counted

    monkeypatch.setattr(leasing, "one_reader_at_a_time", lambda address: None)
    monkeypatch.setattr(leasing, "reminders_today", count_together)
    _three_workers(letter)
    assert len(sink.letters) == 3
