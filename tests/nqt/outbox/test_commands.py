"""`run_due`, `check_invariants`, and what staff can do to a message."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from nqt.common.errors import Conflict
from nqt.outbox.actions import message_retry
from nqt.outbox.delivery import deliver, drain
from nqt.outbox.models import Message, State
from nqt.outbox.reminders import Reminder, rule
from nqt.privacy.retention import purge
from tests.harness.mailsink import Mood

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 23, 11, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def noon(published):
    with time_machine.travel(NOON, tick=True):
        yield


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def reminding():
    @rule("tests.due")
    def due(now):
        if now >= NOON - datetime.timedelta(days=1):
            yield Reminder("tests.reminder", "ada@example.org", f"reminder:{now:%Y-%m-%d}")


def test_run_due_posts_and_sends(reminding, letter):
    letter()
    assert run("run_due") == "posted 1, expired 0, sent 2\n"
    assert run("run_due") == "posted 0, expired 0, sent 0\n"
    assert len(mail.outbox) == 2


def test_run_due_dry_says_and_does_nothing(reminding, letter):
    letter()
    letter(expires_at=NOON - datetime.timedelta(minutes=1))
    told = run("run_due", "--dry-run")
    assert "would post 1\n  tests.reminder: 1\n" in told
    assert "would expire 1" in told
    assert mail.outbox == []
    assert set(Message.objects.order_by("pk").values_list("state", flat=True)) == {State.QUEUED}
    assert Message.objects.count() == 2


def test_run_due_as_of_a_day_does_what_was_due_then(reminding, letter):
    letter(due_at=NOON - datetime.timedelta(hours=2))
    letter(due_at=NOON - datetime.timedelta(hours=30))
    assert run("run_due", "--as-of", "2026-11-22") == "posted 1, expired 0, sent 2\n"
    assert run("run_due", "--as-of", "2026-11-20") == "posted 0, expired 0, sent 0\n"


def test_run_due_without_due_work_is_content():
    assert run("run_due") == "posted 0, expired 0, sent 0\n"


def test_run_due_in_the_future_is_refused_unless_forced(letter):
    letter(due_at=NOON + datetime.timedelta(days=3))
    with pytest.raises(CommandError, match="future"):
        run("run_due", "--as-of", "2026-11-27")
    assert run("run_due", "--as-of", "2026-11-27", "--force") == "posted 0, expired 0, sent 1\n"


@pytest.mark.parametrize("moment", ["tomorrow", "2026-13-01", "2026-11-23T25:00", "23/11/2026"])
def test_run_due_at_no_moment_says_so(moment):
    with pytest.raises(CommandError, match="neither a date"):
        run("run_due", "--as-of", moment)


def test_run_due_with_a_failing_rule_does_the_rest_and_fails(letter):
    @rule("tests.broken")
    def broken(now):
        raise ValueError

    letter()
    with pytest.raises(CommandError, match=r"tests\.broken"):
        run("run_due")
    assert len(mail.outbox) == 1


def test_run_due_can_try_again_what_was_given_up(letter):
    message = letter()
    Message.objects.filter(pk=message.pk).update(state=State.FAILED)
    assert run("run_due") == "posted 0, expired 0, sent 0\n"
    assert run("run_due", "--retry-failed") == "posted 0, expired 0, sent 1\n"


# by hand --------------------------------------------------------------------------------------------------------------
def test_bounced_message_is_retried_with_a_clean_slate(sink, letter):
    message = letter()
    sink.mood = Mood.NEVER
    deliver(message.pk)
    sink.mood = Mood.ACCEPTS
    retried = message_retry(message=message)
    assert (retried.state, retried.attempts, retried.in_doubt) == (State.QUEUED, 0, 0)
    drain()
    assert len(sink.letters) == 1


@pytest.mark.parametrize("state", [State.QUEUED, State.EXPIRED, State.WITHDRAWN])
def test_message_that_was_not_given_up_cannot_be_retried(letter, state):
    message = letter()
    Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(Conflict):
        message_retry(message=message)


def test_purge_takes_old_lines_and_leaves_what_is_on_its_way(letter):
    sent, waiting, recent = letter(), letter(), letter()
    old = NOON - datetime.timedelta(days=366)
    Message.objects.filter(pk=sent.pk).update(state=State.EXPIRED, created_at=old)
    Message.objects.filter(pk=waiting.pk).update(created_at=old)
    assert purge(now=NOON).gone == {"outbox.Message": 1}
    assert set(Message.objects.order_by("pk")) == {waiting, recent}


# invariants -----------------------------------------------------------------------------------------------------------
def test_check_invariants_is_content_with_an_outbox_in_order(letter):
    letter()
    drain()
    letter()
    told = run("check_invariants")
    assert "outbox.nothing_late: ok" in told
    assert "outbox.reminders_are_patient: ok" in told


def facts(state=State.QUEUED, **columns):
    return {"state": state, **columns}


LONG_AGO = NOON - datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("outbox.nothing_late", facts(next_try_at=LONG_AGO)),
        ("outbox.nothing_stuck", facts(State.SENDING, lease_until=LONG_AGO)),
        ("outbox.nothing_given_up", facts(State.FAILED)),
        (
            "outbox.reminders_are_patient",
            facts(State.SENT, is_reminder=True, sent_at=NOON - datetime.timedelta(hours=9)),
        ),
    ],
)
def test_check_invariants_tells_what_is_not_as_it_must_be(letter, name, columns):
    message = letter()
    Message.objects.filter(pk=message.pk).update(**columns)
    out = StringIO()
    with pytest.raises(CommandError, match=name):
        call_command("check_invariants", stdout=out)
    assert str(message.public_id) in out.getvalue()


def test_check_invariants_counts_a_third_reminder_in_a_day(letter):
    for _ in range(3):
        letter()
    Message.objects.update(state=State.SENT, is_reminder=True, sent_at=timezone.now())
    with pytest.raises(CommandError, match="reminders_are_patient"):
        run("check_invariants", "outbox.reminders_are_patient")


def test_check_invariants_of_an_unknown_name_says_so():
    with pytest.raises(CommandError, match=r"No such invariant: outbox\.moon"):
        run("check_invariants", "outbox.moon")
