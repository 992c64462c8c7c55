"""Mail on bad days: what is due leaves, and leaves once."""

import time

from tests.harness.ground import Ground
from tests.harness.mailsink import Letter, Mood
from tests.harness.stack import eventually

A_FEW_SWEEPS = 7.0
LEASE_AND_SWEEP = 100.0


def test_mail_due_when_redis_is_emptied_leaves_once(ground: Ground):
    ground.stack.processes.stop("beat")
    ground.stack.processes.stop("worker")
    ground.ask_for_codes()
    eventually(lambda: ground.waiting_ids() >= len(ground.people), "the ids to reach the broker")
    ground.empty_redis()
    ground.stack.start_worker()
    time.sleep(A_FEW_SWEEPS)
    assert ground.has_each(0), "the worker found the mail without the broker: this test proves nothing"
    ground.stack.start_beat()
    eventually(lambda: all(ground.letters().values()), "the sweeper to find what is due", seconds=60)
    time.sleep(A_FEW_SWEEPS)
    assert ground.has_each(1)
    assert set(ground.states()) == {"sent"}


def test_mail_written_while_redis_is_away_leaves_all_the_same_and_once(ground: Ground):
    """The web's own publisher sends what the broker does not take (`nqt/outbox/publishing.py`)."""
    ground.stop_redis()
    began = time.monotonic()
    ground.ask_for_codes(ground.people[:3])
    assert time.monotonic() - began < 15, "the pages waited for the broker"
    assert ground.stack.status("/ready") == 200
    eventually(lambda: ground.states() == ["sent"] * 3, "the mail to leave without the broker", seconds=60)
    ground.start_servers()
    time.sleep(A_FEW_SWEEPS)
    assert [len(ground.letters()[person]) for person in ground.people[:3]] == [1, 1, 1]


def test_mail_whose_worker_is_killed_while_sending_leaves_once(ground: Ground):
    killed: list[Letter] = []

    def kill_the_worker(letter: Letter) -> None:
        if not killed:
            killed.append(letter)
            ground.stack.processes.kill("worker")
            raise ConnectionAbortedError

    ground.stack.mail.before_answer = kill_the_worker
    ground.ask_for_codes(ground.people[:1])
    eventually(lambda: bool(killed), "the worker to be sending")
    assert ground.states() == ["sending"]
    ground.stack.start_worker()
    time.sleep(A_FEW_SWEEPS)
    assert ground.states() == ["sending"], "somebody took a message that was held: it could leave twice"
    eventually(lambda: ground.states() == ["sent"], "the lease to end and the mail to leave", seconds=LEASE_AND_SWEEP)
    time.sleep(A_FEW_SWEEPS)
    (letter,) = ground.letters()[ground.people[0]]
    assert letter.message_id == killed[0].message_id


def test_mail_refused_for_a_while_leaves_once_when_the_server_is_back(ground: Ground):
    ground.stack.mail.mood = Mood.LATER
    ground.ask_for_codes()
    eventually(lambda: ground.stack.mail.attempts >= len(ground.people), "each to be tried")
    assert ground.has_each(0)
    ground.stack.mail.mood = Mood.BUSY
    assert set(ground.states()) <= {"queued", "sending"}
    ground.stack.mail.mood = Mood.ACCEPTS
    eventually(lambda: set(ground.states()) == {"sent"}, "the mail to leave after the first pause", seconds=120)
    time.sleep(A_FEW_SWEEPS)
    assert ground.has_each(1)


def test_mail_refused_for_good_is_not_tried_again(ground: Ground):
    ground.stack.mail.mood = Mood.NEVER
    ground.ask_for_codes(ground.people[:2])
    eventually(lambda: ground.states() == ["bounced"] * 2, "the refusal to be written down")
    tried = ground.stack.mail.attempts
    ground.stack.mail.mood = Mood.ACCEPTS
    time.sleep(A_FEW_SWEEPS)
    assert ground.stack.mail.attempts == tried
    assert ground.has_each(0)
