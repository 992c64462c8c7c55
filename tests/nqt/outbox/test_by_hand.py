"""One mail by hand a reader and an occasion: the pause is said before, and kept whatever comes at once."""

import datetime
import itertools
import threading
from dataclasses import replace

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from nqt.common.errors import Conflict
from nqt.outbox.by_hand import TooSoon, pause_of, pauses_about, post_by_hand
from nqt.outbox.models import Message, State
from nqt.outbox.post import compose
from nqt.outbox.rules import PAUSE
from tests.harness.at_once import at_once

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 3, 11, 12, tzinfo=datetime.UTC)
KIND = "tests.letter"


def by_hand(to: str = "ada@example.org", subject: str = "mentor:1", **facts) -> Message:
    return post_by_hand(KIND, to=to, subject=subject, **facts)


def test_a_second_mail_waits_and_says_since_when_and_until_when():
    with time_machine.travel(NOON, tick=False):
        Message.objects.filter(pk=by_hand().pk).update(state=State.SENT, sent_at=NOON)
        with pytest.raises(TooSoon) as refusal:
            by_hand()
    said = "Déjà partie le 3 mars 2026 à 12 h 12, de nouveau possible le 4 mars 2026 à 8 h 12."
    assert refusal.value.message == said
    assert isinstance(refusal.value, Conflict) and refusal.value.code == "reminded"
    before = pause_of(KIND, to="Ada@Example.org ", subject="mentor:1", now=NOON + datetime.timedelta(hours=1))
    assert before and before.sentence == said


def test_a_mail_still_on_its_way_is_not_told_as_gone():
    with time_machine.travel(NOON, tick=False):
        by_hand()
        assert pause_of(KIND, to="ada@example.org", subject="mentor:1").sentence.startswith("Déjà en route depuis le 3")


def test_after_the_pause_another_leaves():
    with time_machine.travel(NOON, tick=False):
        by_hand()
    with time_machine.travel(NOON + PAUSE, tick=False):
        assert pause_of(KIND, to="ada@example.org", subject="mentor:1") is None
        by_hand()
    assert Message.objects.count() == 2


def test_another_reader_or_another_occasion_does_not_wait():
    by_hand()
    by_hand(to="grace@example.org")
    by_hand(subject="mentor:2")
    by_hand(subject="convention:1", occasion={"signatory": "a"})
    by_hand(subject="convention:1", occasion={"signatory": "b"})
    with pytest.raises(TooSoon):
        by_hand(subject="convention:1", occasion={"signatory": "b"})


@pytest.mark.parametrize("state", [State.EXPIRED, State.WITHDRAWN, State.FAILED])
def test_what_reached_nobody_holds_nobody_back(state):
    Message.objects.filter(pk=by_hand().pk).update(state=state)
    assert by_hand().state == State.QUEUED


def test_a_refused_address_is_told():
    Message.objects.filter(pk=by_hand().pk).update(state=State.BOUNCED)
    with pytest.raises(TooSoon, match="refusée par l’adresse"):
        by_hand()


def test_kinds_that_count_together_hold_each_other_back():
    by_hand()
    with pytest.raises(TooSoon):
        post_by_hand("tests.untrue", to="ada@example.org", subject="mentor:1", counts_with=[KIND])
    post_by_hand("tests.untrue", to="ada@example.org", subject="mentor:1")


def test_all_pauses_of_an_object_are_one_statement(django_assert_num_queries):
    for number in range(5):
        by_hand(to=f"p{number}@example.org", subject="convention:1")
    with django_assert_num_queries(1):
        assert len(pauses_about(KIND, subject="convention:1")) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", range(3))
def test_eight_at_once_without_any_lock_are_one(tries):
    def press() -> Message:
        with transaction.atomic():
            return by_hand()

    outcomes = at_once(*[press] * 8)
    assert sum(isinstance(outcome, Message) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, TooSoon) for outcome in outcomes) == 7
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_unique_key_is_what_settles_the_race(monkeypatch):
    """The control: with a key of its own for each, several would leave."""
    numbers, both_wrote = itertools.count(), threading.Barrier(2)
    own = lambda wanted: compose(replace(wanted, key=f"{wanted.key}-{next(numbers)}"))  # noqa: E731
    monkeypatch.setattr("nqt.outbox.by_hand.compose", own)

    def press() -> Message:
        with transaction.atomic():
            message = by_hand()
            both_wrote.wait(10)
            return message

    assert sum(isinstance(outcome, Message) for outcome in at_once(press, press)) == 2
    assert Message.objects.filter(created_at__gt=timezone.now() - PAUSE).count() == 2
