"""Giving ids to the broker without ever making anybody wait for it.

A broker that refuses, hangs or is read-only costs its clients up to 7 s a try (measured: redis-py tries again by
itself), so one quiet thread of each process does it. While the broker is away that thread sends the mail itself, one
after the other: a sign-in code does not wait for Redis. What is lost here is not lost: the row is in PostgreSQL, and
the sweeper publishes what is late.
"""

import os
import queue
import threading
import time

import structlog
from celery import current_app
from django.db import connections

from nqt.common.faults import place_of
from nqt.outbox.delivery import deliver

logger = structlog.get_logger(__name__)

DELIVER = "outbox.deliver"
DRAIN = "outbox.drain"
MAIL = "mail"
REST = 5.0
"""Seconds during which a broker that failed is left alone."""
ROOM = 1_000


class Publisher:
    """A thread, started by the first id, that hands ids on."""

    def __init__(self) -> None:
        self._ids: queue.Queue[int] = queue.Queue(ROOM)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._resting_until = 0.0

    def give(self, pk: int) -> None:
        """Take an id and return at once; a full queue is the sweeper's business."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="outbox-publisher", daemon=True)
                self._thread.start()
        try:
            self._ids.put_nowait(pk)
        except queue.Full:
            logger.warning("outbox.publish_queue_full")

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until everything given was handed on or forgotten; whether it was."""
        until = time.monotonic() + timeout
        while self._ids.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.01)
        return not self._ids.unfinished_tasks

    def _work(self) -> None:
        while True:
            pk = self._ids.get()
            try:
                if not self._hand_on(pk):
                    deliver(pk)
            except Exception as error:
                logger.warning("outbox.direct_delivery_failed", error=place_of(error))
            finally:
                connections.close_all()
                self._ids.task_done()

    def _hand_on(self, pk: int) -> bool:
        """Whether the broker took the id; one that failed is not asked again for a while."""
        if time.monotonic() < self._resting_until:
            return False
        try:
            send(DELIVER, pk)
        except Exception as error:
            self._resting_until = time.monotonic() + REST
            logger.warning("outbox.publish_failed", error=type(error).__name__)
            return False
        return True


def send(task: str, *args: int, expires: float | None = None) -> None:
    """One message to the mail queue, now; raises when the broker does not take it."""
    current_app.send_task(task, args=args, queue=MAIL, retry=False, expires=expires)


publisher = Publisher()


def publish(pk: int) -> None:
    """Tell a worker that a message waits; never raises, never waits."""
    publisher.give(pk)


def _after_fork() -> None:
    """A child has no thread of its parent, and starts its own."""
    global publisher
    publisher = Publisher()


os.register_at_fork(after_in_child=_after_fork)
