"""Each due mail leaves once, whatever the mail server does and whoever is killed."""

import datetime
from functools import partial

import pytest
import time_machine
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from nqt.outbox import delivery, leasing
from nqt.outbox.delivery import BACKOFF, deliver, drain
from nqt.outbox.leasing import lease
from nqt.outbox.models import Message, MessageQuerySet, State
from nqt.outbox.transport import Fate
from tests.harness.at_once import at_once
from tests.harness.mailsink import Mood
from tests.nqt.outbox.sink import Cut

pytestmark = pytest.mark.django_db
stormy = pytest.mark.django_db(transaction=True)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nothing_published(published):
    """Tests say themselves who delivers."""
    return published


def later(minutes: float):
    """The clock moved on, ticking."""
    return time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=True)


# what leaves ----------------------------------------------------------------------------------------------------------
def test_deliver_a_due_message_sends_it_in_both_forms(sink, letter):
    message = letter(secret={"code": "42"})
    assert deliver(message.pk).fate is Fate.ACCEPTED
    message.refresh_from_db()
    (came,) = sink.to("ada@example.org")
    assert came.subject == message.subject == "Bonjour Ada"
    assert came.message_id == message.message_id
    assert came.message["Auto-Submitted"] == "auto-generated"
    assert "42" in came.text
    assert "42" in came.html
    assert (message.state, message.secret, message.in_doubt) == (State.SENT, "", 0)
    assert message.sent_at


def test_subject_with_line_ends_cannot_add_a_header(sink, letter):
    deliver(letter(context={"name": "Ada\r\nBcc: eve.example.org"}).pk)
    (came,) = sink.letters
    assert came.subject == "Bonjour Ada Bcc: eve.example.org"
    assert came.message["Bcc"] is None


@stormy
def test_deliver_holds_no_lock_while_the_server_takes_its_time(sink, letter):
    message = letter()
    answers = []

    @transaction.atomic
    def lock():
        return Message.objects.select_for_update(nowait=True).get(pk=message.pk).state

    sink.before_answer = lambda came: answers.extend(at_once(lock))
    assert deliver(message.pk).fate is Fate.ACCEPTED
    assert answers == [State.SENDING]


# once -----------------------------------------------------------------------------------------------------------------
def test_deliver_five_times_sends_once(sink, letter):
    message = letter()
    for _ in range(5):
        deliver(message.pk)
    assert len(sink.letters) == 1


@stormy
def test_deliver_by_eight_workers_at_once_sends_once(sink, letter):
    message = letter()
    outcomes = at_once(*[partial(deliver, message.pk)] * 8)
    assert [outcome.fate for outcome in outcomes if outcome] == [Fate.ACCEPTED]
    assert len(sink.letters) == 1


@stormy
@pytest.mark.parametrize(("is_guarded", "sent"), [(True, 1), (False, 2)])
def test_deliver_while_another_worker_sends_is_stopped_by_the_lease_alone(sink, letter, monkeypatch, is_guarded, sent):
    """The second worker comes when the first is about to send; without the guard (positive control) both send."""
    message = letter()
    others = [partial(deliver, message.pk)]
    if not is_guarded:
        monkeypatch.setattr(MessageQuerySet, "due", lambda self, now: self.filter(~Q(state=State.SENT)))

    def let_another_come(message):
        if others:
            at_once(others.pop())

    monkeypatch.setattr(delivery, "announce", let_another_come)
    deliver(message.pk)
    assert len(sink.letters) == sent


@stormy
def test_two_drains_at_once_send_each_message_once(sink, letter):
    wanted = {letter(to=f"reader{number}@example.org").to for number in range(30)}
    counts = at_once(drain, drain)
    assert sum(counts) == 30
    assert sorted(came.to for came in sink.letters) == sorted(wanted)


# not at all -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("minutes_left", [0, -5])
def test_expired_message_never_leaves(sink, letter, minutes_left):
    message = letter(expires_at=timezone.now() + minutes_left * MINUTE, secret={"code": "42"})
    assert deliver(message.pk) is None
    message.refresh_from_db()
    assert (message.state, message.secret) == (State.EXPIRED, "")
    assert sink.letters == []


def test_message_no_longer_true_is_withdrawn(sink, letter):
    message = letter(kind="tests.untrue")
    assert deliver(message.pk) is None
    message.refresh_from_db()
    assert message.state == State.WITHDRAWN
    assert sink.letters == []


def test_message_for_later_waits(sink, letter):
    message = letter(due_at=timezone.now() + 5 * MINUTE)
    assert deliver(message.pk) is None
    assert sink.letters == []
    with later(6):
        assert deliver(message.pk).fate is Fate.ACCEPTED


def test_message_of_a_kind_this_release_does_not_know_is_left_for_a_newer_one(sink, letter, monkeypatch):
    message = letter()
    with monkeypatch.context() as patch:
        patch.setattr("nqt.outbox.leasing.kind_of", lambda name: None)
        assert deliver(message.pk) is None
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.QUEUED, 0)
    with later(11):
        assert deliver(message.pk).fate is Fate.ACCEPTED


# mail servers ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mood", [Mood.BUSY, Mood.LATER])
def test_server_that_refuses_for_a_while_gets_it_later_and_once(sink, letter, mood):
    message = letter()
    sink.mood = mood
    assert deliver(message.pk).fate is Fate.LATER
    message.refresh_from_db()
    assert (message.state, message.in_doubt) == (State.QUEUED, 0)
    assert message.last_error.startswith(mood.value[:3])
    assert deliver(message.pk) is None  # not before its time
    sink.mood = Mood.ACCEPTS
    with later(1.1):
        assert deliver(message.pk).fate is Fate.ACCEPTED
    assert len(sink.letters) == 1


def test_pauses_grow_to_a_quarter_of_an_hour(sink, letter):
    sink.mood = Mood.LATER
    message = letter()
    pauses = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(8):
            deliver(message.pk)
            message.refresh_from_db()
            pauses.append(message.next_try_at - timezone.now())
            clock.move_to(message.next_try_at)
    assert pauses[0] == MINUTE
    assert pauses == sorted(pauses)
    assert pauses[-1] + MINUTE <= 15 * MINUTE
    assert pauses[: len(BACKOFF)] == list(BACKOFF)


def test_message_refused_for_days_is_given_up_and_shown(sink, letter):
    message = letter()
    sink.mood = Mood.LATER
    with later(3 * 24 * 60 + 1):
        deliver(message.pk)
    assert list(Message.objects.given_up()) == [message]


def test_address_refused_for_good_is_bounced_and_the_others_leave(sink, letter):
    sink.refused = {"gone@example.org": "550 5.1.1 No such user"}
    bad, good = letter(to="gone@example.org"), letter(to="ada@example.org")
    assert drain() == 1
    bad.refresh_from_db()
    assert bad.state == State.BOUNCED
    assert bad.last_error == "550 5.1.1 No such user"
    assert list(Message.objects.addressed_to("Gone@example.org").bounced()) == [bad]
    good.refresh_from_db()
    assert good.state == State.SENT
    with later(60 * 24):
        assert drain() == 0
    assert sink.to("gone@example.org") == []


def test_text_refused_for_good_is_bounced(sink, letter):
    sink.mood = Mood.NEVER
    assert deliver(letter().pk).fate is Fate.REFUSED
    assert Message.objects.bounced().count() == 1


def test_one_address_put_off_does_not_stop_the_others(sink, letter):
    sink.refused = {"slow@example.org": "451 4.7.1 Greylisted"}
    slow, _ = letter(to="slow@example.org"), letter(to="ada@example.org")
    assert drain() == 1
    slow.refresh_from_db()
    assert slow.state == State.QUEUED


@pytest.mark.parametrize("cut", [Cut.HANGS_BEFORE_TEXT, Cut.DROPS_BEFORE_TEXT])
def test_conversation_cut_before_the_text_leaves_no_doubt(sink, letter, cut):
    message = letter()
    sink.cut = cut
    assert deliver(message.pk).fate is Fate.LATER
    message.refresh_from_db()
    assert message.in_doubt == 0
    sink.cut = Cut.NOWHERE
    with later(1.1):
        deliver(message.pk)
    assert len(sink.letters) == 1


def test_drain_stops_at_a_server_that_is_away(sink, letter):
    for number in range(5):
        letter(to=f"reader{number}@example.org")
    sink.cut = Cut.DROPS_BEFORE_TEXT
    assert drain() == 0
    assert sink.conversations == 1
    assert Message.objects.filter(attempts=0).count() == 4


def test_server_that_is_not_there_is_tried_again(settings, sink, letter):
    settings.EMAIL_PORT = 1
    message = letter()
    outcome = deliver(message.pk)
    assert (outcome.fate, outcome.is_server_away) == (Fate.LATER, True)


def test_answer_lost_after_the_text_costs_one_copy_at_most(sink, letter):
    """P8: the same Message-ID twice, then it is given up for people to look at."""
    message = letter()
    sink.cut = Cut.DROPS_AFTER_TEXT
    assert deliver(message.pk).fate is Fate.UNKNOWN
    for minutes in (2, 5, 20, 60):
        with later(minutes):
            deliver(message.pk)
    assert [came.message_id for came in sink.letters] == [message.message_id] * 2
    message.refresh_from_db()
    assert message.state == State.FAILED


def test_server_that_hung_after_the_text_gets_it_again_once_it_answers(sink, letter):
    message = letter()
    sink.cut = Cut.HANGS_AFTER_TEXT
    assert deliver(message.pk).fate is Fate.UNKNOWN
    sink.cut = Cut.NOWHERE
    with later(2):
        assert deliver(message.pk).fate is Fate.ACCEPTED
    assert {came.message_id for came in sink.letters} == {message.message_id}


# workers that die -----------------------------------------------------------------------------------------------------
def test_worker_killed_before_the_text_sent_nothing_and_the_next_one_sends(sink, letter):
    message = letter()
    lease(message.pk, now=timezone.now())
    assert deliver(message.pk) is None  # its lease still holds
    with later(1.1):
        assert deliver(message.pk).fate is Fate.ACCEPTED
    assert len(sink.letters) == 1


def test_worker_killed_after_the_text_costs_one_copy_with_the_same_message_id(sink, letter, monkeypatch):
    message = letter()
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_finish", lambda *args: None)  # killed before it could write
        deliver(message.pk)
    with later(1.1):
        assert deliver(message.pk).fate is Fate.ACCEPTED
    assert [came.message_id for came in sink.letters] == [message.message_id] * 2


def test_workers_killed_twice_after_the_text_end_it(sink, letter, monkeypatch):
    message = letter()
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_finish", lambda *args: None)
        deliver(message.pk)
        with later(1.1):
            deliver(message.pk)
    with later(3):
        assert deliver(message.pk) is None
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert len(sink.letters) == 2


def test_worker_that_slept_past_its_lease_sends_nothing(sink, letter):
    message = letter()
    sleeper = lease(message.pk, now=timezone.now())
    with later(1.1):
        deliver(message.pk)
        outcome = delivery.hand_over(_mail(sleeper), before_text=partial(leasing.announce, sleeper))
    assert outcome.fate is Fate.LOST
    assert len(sink.letters) == 1


def test_worker_that_slept_past_its_lease_would_send_without_the_fence(sink, letter):
    """Positive control."""
    message = letter()
    sleeper = lease(message.pk, now=timezone.now())
    with later(1.1):
        deliver(message.pk)
        delivery.hand_over(_mail(sleeper), before_text=lambda: None)
    assert len(sink.letters) == 2


def _mail(message):
    return delivery.mail_of(message, delivery.render(message))


@stormy
def test_database_that_restarts_while_the_mail_leaves_is_waited_for(sink, letter, monkeypatch):
    message = letter()
    monkeypatch.setattr(delivery, "REMEMBERING", (0.0, 0.01, 0.01))
    held, refusals = delivery._held, [OperationalError, OperationalError]

    def flaky(message):
        if refusals:
            raise refusals.pop()
        return held(message)

    monkeypatch.setattr(delivery, "_held", flaky)
    deliver(message.pk)
    message.refresh_from_db()
    assert message.state == State.SENT


# rendering that fails -------------------------------------------------------------------------------------------------
def test_message_that_cannot_be_rendered_waits_for_the_repair(sink, letter, monkeypatch):
    message = letter()
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "render", _broken)
        deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.QUEUED, "rendu : KeyError")
    with later(1.1):
        assert deliver(message.pk).fate is Fate.ACCEPTED


def _broken(message):
    raise KeyError("a value nobody should read in a log")


def test_fault_of_rendering_is_logged_without_its_values(letter, monkeypatch, capsys, caplog):
    monkeypatch.setattr(delivery, "render", _broken)
    deliver(letter().pk)
    assert "a value nobody should read" not in caplog.text + capsys.readouterr().err
