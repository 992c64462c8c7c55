"""Telling a worker that a job waits; a thread does it, for a broker that is away makes its client wait for seconds."""

import threading

import structlog
from celery import current_app

logger = structlog.get_logger(__name__)

RUN = "jobs.run"
LIFE = 110.0
"""Seconds after which an order nobody took is dropped: the sweep gives another."""


def publish(pk: int, queue: str) -> None:
    """Never raises, never waits; what is lost here, the sweep finds."""
    threading.Thread(target=_quietly, args=(pk, queue), name="jobs-publisher", daemon=True).start()


def _quietly(pk: int, queue: str) -> None:
    try:
        send(pk, queue)
    except Exception as error:
        logger.warning("jobs.publish_failed", error=type(error).__name__)


def send(pk: int, queue: str) -> None:
    """One id to a queue, now; raises when the broker does not take it."""
    current_app.send_task(RUN, args=(pk,), queue=queue, retry=False, expires=LIFE)
