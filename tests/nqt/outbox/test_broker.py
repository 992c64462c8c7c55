"""What nobody can read on the broker is set aside and counted, with a real Redis; what is ours goes through."""

import json

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from kombu import Consumer, Queue

from nqt.celery import app
from nqt.jobs import tasks as jobs_tasks
from nqt.outbox import set_aside, tasks
from nqt.outbox.broker import LARGEST, Unreadable, read
from nqt.outbox.models import State
from nqt.outbox.publishing import send
from tests.nqt.outbox.poison import POISON, message, raw

QUEUE = "test-poison"


@pytest.fixture
def broker():
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        keys = (QUEUE, "mail", set_aside.LIST, set_aside.COUNT)
        client.delete(*keys)
        yield client
        client.delete(*keys)


def taken(most: int = 3) -> list[dict]:
    """What a consumer is given of the queue."""
    given = []

    def take(received):
        given.append(received.headers)
        received.ack()

    with app.connection_for_read() as connection:
        queue = Queue(QUEUE, routing_key=QUEUE)
        with Consumer(connection, [queue], on_message=take, accept=["json"]):
            for _ in range(most):
                try:
                    connection.drain_events(timeout=0.5)
                except TimeoutError:
                    break
    return given


@pytest.mark.parametrize("name", POISON)
def test_message_nobody_can_read_is_set_aside_and_the_next_one_is_given(broker, name):
    poison, reason = POISON[name]
    broker.lpush(QUEUE, poison)
    broker.lpush(QUEUE, raw())
    (headers,) = taken()
    assert headers["task"] == "outbox.deliver"
    (entry,) = set_aside.entries()
    assert (entry.queue, entry.reason, entry.size, set_aside.count()) == (QUEUE, reason, len(poison), 1)
    assert len(entry.head) <= set_aside.SHOWN and entry.head.isprintable()
    assert broker.llen(QUEUE) == 0


def test_kombu_alone_would_end_the_worker_on_it(broker):
    """The control: without the guard the worker's loop raises."""
    broker.lpush(QUEUE, b"this is not JSON")
    with app.connection_for_read(transport="redis") as connection:
        with Consumer(connection, [Queue(QUEUE, routing_key=QUEUE)], on_message=print, accept=["json"]):
            with pytest.raises(ValueError, match="Expecting value"):
                connection.drain_events(timeout=1)


def test_what_we_publish_is_readable(broker):
    send("outbox.deliver", 1)
    send("outbox.drain", expires=120.0)
    published = broker.lrange("mail", 0, -1)
    assert len(published) == 2
    for each in published:
        read(each)
        assert len(each) * 10 < LARGEST


def test_every_task_of_ours_is_known_to_the_gate():
    ours = [name for name in current_app.tasks if not name.startswith("celery.")]
    assert {"outbox.deliver", "outbox.drain", "outbox.sweep", "jobs.run"} <= set(ours)
    with pytest.raises(Unreadable, match="unknown task"):
        read(raw(task="celery.chord"))


def test_message_that_makes_the_consumer_fail_is_set_aside_and_taken_off(broker):
    broker.lpush(QUEUE, raw())
    broker.lpush(QUEUE, raw())
    seen = []

    def fail_once(received):
        seen.append(received)
        if len(seen) == 1:
            raise KeyError("a header")
        received.ack()

    with app.connection_for_read() as connection:
        with Consumer(connection, [Queue(QUEUE, routing_key=QUEUE)], on_message=fail_once, accept=["json"]):
            for _ in range(2):
                connection.drain_events(timeout=1)
    assert len(seen) == 2 and set_aside.count() == 1
    assert broker.llen(QUEUE) == 0, "what is not acknowledged comes back when the connection closes"


def test_message_that_makes_the_connection_fail_is_not_the_messages_fault(broker):
    broker.lpush(QUEUE, raw())

    def lose(received):
        raise ConnectionResetError

    with app.connection_for_read() as connection:
        with Consumer(connection, [Queue(QUEUE, routing_key=QUEUE)], on_message=lose, accept=["json"]):
            with pytest.raises(ConnectionResetError):
                connection.drain_events(timeout=1)
    assert set_aside.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("task", "reason"), [(tasks.deliver, "no such message"), (jobs_tasks.run, "no such job")])
@pytest.mark.parametrize("pk", [999_999_999, 10**30, -1, "abc", None, [1]])
def test_id_of_no_row_is_set_aside(broker, task, reason, pk):
    task(pk)
    assert [entry.reason for entry in set_aside.entries()] == [reason]


@pytest.mark.django_db
def test_id_of_a_row_is_delivered(broker, letter):
    posted = letter()
    tasks.deliver(posted.pk)
    posted.refresh_from_db()
    assert posted.state == State.SENT and set_aside.count() == 0


def test_only_the_last_ones_are_kept_and_all_are_counted(broker, capsys):
    for number in range(set_aside.KEPT + 5):
        set_aside.set_aside("mail", str(number).encode(), "not JSON")
    assert set_aside.count() == set_aside.KEPT + 5
    assert len(set_aside.entries()) == set_aside.KEPT and set_aside.entries()[0].head == str(set_aside.KEPT + 4)
    call_command("set_aside", "--clear")
    said = capsys.readouterr().out
    assert "mail 3 bytes, not JSON: 204" in said and "set aside: 205, emptied" in said
    assert set_aside.count() == 0 and set_aside.entries() == []


def test_without_redis_setting_aside_says_so_in_the_log_alone(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    set_aside.set_aside("mail", b"x", "not JSON")


def test_envelope_made_here_is_like_celerys(broker):
    send("outbox.deliver", 1)
    made = json.loads(broker.lindex("mail", 0))
    assert set(message()) == set(made)
    assert set(message()["properties"]) - {"reply_to"} <= set(made["properties"])
