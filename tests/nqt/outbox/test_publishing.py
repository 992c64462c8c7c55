"""Nobody waits for the broker; what it does not take leaves all the same."""

import socket
import time
import uuid
from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction

from nqt.outbox import publishing, tasks
from nqt.outbox.models import Message, State
from nqt.outbox.publishing import Publisher

pytestmark = pytest.mark.django_db(transaction=True)
WAITED = 3.0
"""Seconds; a caller that waits for a broker that is away waits twice as long for the first id alone."""


@pytest.fixture
def publisher(monkeypatch) -> Iterator[Publisher]:
    """A publisher of our own, told of what is posted; its thread does nothing any more in the tests that follow."""
    own = Publisher()
    monkeypatch.setattr(publishing, "publisher", own)
    yield own
    own._hand_on = lambda pk: True
    assert own.settle(60)


@pytest.fixture
def broker_at(monkeypatch):
    """The broker is at that port."""

    def use(port: int) -> None:
        options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        app = Celery("elsewhere", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        app.conf.update(broker_transport_options=options)
        monkeypatch.setattr(publishing, "current_app", app)

    return use


@pytest.fixture
def mute_port() -> Iterator[int]:
    """Somebody takes calls and never says a word: a broker that is frozen."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_post_with_no_broker_is_committed_without_waiting_and_leaves_once(publisher, broker_at, sink, letter):
    broker_at(1)
    began = time.monotonic()
    with transaction.atomic():
        message = letter()
    assert time.monotonic() - began < WAITED
    assert publisher.settle(60)
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(sink.letters) == 1


def test_post_with_a_frozen_broker_is_committed_without_waiting(publisher, broker_at, mute_port, sink, letter):
    broker_at(mute_port)
    began = time.monotonic()
    for _ in range(10):
        with transaction.atomic():
            letter()
    assert time.monotonic() - began < WAITED


def test_broker_that_failed_is_left_alone_for_a_while(publisher, monkeypatch, sink, letter):
    tried = []

    def refuse(task, *args, **options):
        tried.append(args)
        raise ConnectionError

    monkeypatch.setattr(publishing, "send", refuse)
    for _ in range(5):
        letter()
    assert publisher.settle()
    assert len(tried) == 1
    assert len(sink.letters) == 5


def test_full_queue_forgets_and_the_row_stays(monkeypatch, letter):
    own = Publisher()
    monkeypatch.setattr(own, "_work", lambda: None)
    monkeypatch.setattr(publishing, "publisher", own)
    for _ in range(publishing.ROOM + 5):
        own.give(1)
    message = letter()
    assert Message.objects.get(pk=message.pk).state == State.QUEUED


def test_id_goes_to_the_mail_queue_of_the_real_broker(publisher, letter, monkeypatch):
    assert publishing.MAIL == "mail"
    own = f"mail-{uuid.uuid4()}"
    monkeypatch.setattr(publishing, "MAIL", own)
    with current_app.connection_for_write() as connection, connection.SimpleQueue(own) as queue:
        message = letter()
        assert publisher.settle()
        task = queue.get(timeout=5)
        task.ack()
    assert task.headers["task"] == tasks.deliver.name == publishing.DELIVER
    assert task.payload[0] == [message.pk]
