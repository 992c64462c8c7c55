"""Sweeping twice, at once, late or without a broker writes each reminder once and loses none."""

import datetime

import pytest
import time_machine
from kombu.exceptions import OperationalError
from structlog.testing import capture_logs

from nqt.common.due import works
from nqt.outbox import reminders, sweeping
from nqt.outbox.delivery import drain
from nqt.outbox.kinds import Answers, family, kind
from nqt.outbox.models import Message, State
from nqt.outbox.reminders import Reminder, rule
from nqt.outbox.sweeping import sweep
from nqt.privacy.models import RetentionDay
from tests.harness.at_once import at_once

pytestmark = pytest.mark.django_db
stormy = pytest.mark.django_db(transaction=True)
NOON = datetime.datetime(2026, 11, 23, 11, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def noon(published):
    with time_machine.travel(NOON, tick=True):
        yield


def remind(count: int = 3, *, occasion: str = "once", **facts):
    """A rule with something to say to several people."""

    @rule(f"tests.{occasion}")
    def wanted(now):
        for number in range(count):
            to = f"reader{number}@example.org"
            yield Reminder("tests.reminder", to, f"reminder:1:{to}:{occasion}", **facts)

    return wanted


def test_rule_run_twice_changes_nothing():
    remind()
    assert sweep().posted == 3
    assert sweep().posted == 0
    assert Message.objects.count() == 3


@stormy
def test_two_sweeps_at_once_write_each_reminder_once():
    remind(50)
    at_once(sweep, sweep, sweep)
    assert Message.objects.count() == 50


def test_rule_that_fails_leaves_nothing_and_does_not_stop_the_others():
    @rule("tests.broken")
    def broken(now):
        yield Reminder("tests.reminder", "ada@example.org", "reminder:half")
        raise ValueError

    remind(occasion="after")
    swept = sweep()
    assert swept.failed_rules == ["tests.broken"]
    assert swept.posted == 3
    assert not Message.objects.filter(key="reminder:half").exists()


def test_rule_with_one_bad_address_still_reminds_the_others():
    @rule("tests.one_bad")
    def one_bad(now):
        for to in ("not an address", "ada@example.org"):
            yield Reminder("tests.reminder", to, f"reminder:1:{to}")

    assert sweep().posted == 1
    assert Message.objects.get().to == "ada@example.org"


def test_rule_sees_the_moment_of_the_sweep():
    seen = []
    reminders.rule("tests.clock")(lambda now: seen.append(now) or [])
    sweep(now=NOON)
    assert seen == [NOON]


def test_rule_writes_its_facts():
    expires = NOON + datetime.timedelta(days=2)
    remind(1, context={"subject": "convention:1"}, expires_at=expires, time_zone="Indian/Reunion")
    sweep()
    message = Message.objects.get()
    assert (message.about, message.expires_at, message.time_zone) == ("convention:1", expires, "Indian/Reunion")
    assert message.is_reminder


def test_large_rule_costs_a_few_statements_a_batch(django_assert_max_num_queries):
    remind(1_200)
    others = len(works())
    RetentionDay.objects.create(day=NOON.date(), finished_at=NOON)
    with django_assert_max_num_queries(18 + others):
        sweep()
    with django_assert_max_num_queries(10 + others):
        sweep()
    assert Message.objects.count() == 1_200


def test_what_is_past_its_term_is_closed_and_its_secret_wiped(letter):
    message = letter(expires_at=NOON + datetime.timedelta(minutes=1), secret={"code": "42"})
    with time_machine.travel(NOON + datetime.timedelta(minutes=2)):
        assert sweep().expired == 1
    message.refresh_from_db()
    assert (message.state, message.secret) == (State.EXPIRED, "")


def test_what_is_late_is_published_by_few_words_however_much_it_is(letter, published):
    sweep()
    assert published == []
    for _ in range(3):
        letter()
    sweep()
    assert published == [("outbox.drain",)]
    Message.objects.bulk_create(
        Message(kind="tests.letter", key=f"bulk:{number}", to="ada@example.org", message_id="<x>")
        for number in range(900)
    )
    published.clear()
    sweep()
    assert published == [("outbox.drain",)] * sweeping.DRAINS


def test_reminder_held_for_the_morning_is_not_late(letter, published):
    with time_machine.travel(datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC)):
        letter("tests.reminder")
        assert sweep().late == 0
    assert published == []


def test_message_a_dead_worker_held_is_late_again(letter, published):
    message = letter()
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, lease_until=NOON - datetime.timedelta(seconds=1))
    assert sweep().late == 1


def test_sweep_without_a_broker_does_its_work_all_the_same(letter, monkeypatch):
    def refuse(task, *args, **options):
        raise ConnectionError

    monkeypatch.setattr(sweeping, "send", refuse)
    letter()
    remind()
    swept = sweep()
    assert (swept.posted, swept.late) == (3, 4)


def test_sweep_not_run_for_a_day_catches_up_two_reminders_a_day(sink):
    """F16: each person and due date once, no storm."""

    @rule("tests.daily")
    def daily(now):
        for day in range(20, now.day + 1):
            yield Reminder("tests.reminder", "ada@example.org", f"reminder:1:ada:{day}")

    sweep()
    drain()
    assert len(sink.letters) == 2
    for days in (1, 2):
        with time_machine.travel(NOON + datetime.timedelta(days=days), tick=True):
            sweep()
            drain()
    assert len(sink.letters) == 6
    assert len({came.message_id for came in sink.letters}) == 6


def test_clock_set_back_sends_nothing_twice(sink):
    remind(2)
    sweep()
    drain()
    with time_machine.travel(NOON - datetime.timedelta(hours=2), tick=True):
        sweep()
        drain()
    assert len(sink.letters) == 2


def test_reminder_without_a_reason_cannot_be_declared():
    with pytest.raises(ValueError, match="why"):
        kind("tests.mute", subject="Rappel", answers=Answers.NOBODY, owed=True, reminder=True)


def test_mail_neither_owed_nor_of_a_family_cannot_be_declared():
    for facts in ({}, {"owed": True, "family": family("tests.mute", "les essais"), "why": "vous essayez"}):
        with pytest.raises(ValueError, match="say which"):
            kind("tests.mute", subject="Rappel", answers=Answers.NOBODY, **facts)


@pytest.mark.parametrize(
    ("failure", "event"),
    [
        (OperationalError("no broker"), "outbox.publish_failed"),
        (ConnectionRefusedError(), "outbox.publish_failed"),
        (LookupError("a fault of ours"), "outbox.late_work_failed"),
    ],
)
def test_a_broker_that_is_away_and_a_fault_of_ours_are_told_apart(monkeypatch, failure, event):
    def tell(now):
        raise failure

    monkeypatch.setattr(sweeping, "publishers", lambda: {"of.a_room": tell})
    with capture_logs() as logs:
        sweep(now=NOON)
    [told] = [line for line in logs if line.get("work") == "of.a_room"]
    assert told["event"] == event and type(failure).__name__ in told["error"]
