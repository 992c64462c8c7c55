"""Sending what is due: lease, render, hand over, write down what became of it."""

import datetime
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import structlog
from django.db import OperationalError, connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from nqt.common.faults import place_of
from nqt.common.lease import GIVEN_BACK
from nqt.outbox.leasing import MOST_DOUBTS, announce, lease
from nqt.outbox.models import Message, State
from nqt.outbox.nights import awake_from, zone_of
from nqt.outbox.rendering import Letter, mail_of, render
from nqt.outbox.rules import PATIENCE
from nqt.outbox.transport import Fate, Outcome, hand_over
from nqt.outbox.withholding import is_withheld

logger = structlog.get_logger(__name__)

BACKOFF = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 13))
"""With the sweep's minute, the last pause stays under the quarter of an hour promised after an outage."""
REMEMBERING = (0.0, 0.5, 1.0, 2.0, 4.0, 4.0)
"""Seconds between tries to write down what became of a mail while the database restarts."""
BATCH = 100
BUDGET = 10.0
"""Seconds one drain works: a sign-in code that comes meanwhile does not wait long for its turn."""


def deliver(pk: int, *, now: datetime.datetime | None = None) -> Outcome | None:
    """Send one message if it is due and free; safe to call any number of times, from anywhere.

    `now` replaces the clock for what is due (a dry past or a forced future), never for leases.
    """
    message = lease(pk, now=now or timezone.now())
    if message is None:
        return None
    try:
        letter = None if is_withheld(message) else render(message)
    except Exception as error:
        outcome = Outcome(Fate.LATER, f"rendu : {type(error).__name__}")
        logger.error("outbox.render_failed", kind=message.kind, message=str(message.public_id), error=place_of(error))
        _finish(message, outcome, None, now)
        return outcome
    if letter is None:
        _write(message, state=State.WITHDRAWN, secret="")
        return None
    outcome = hand_over(mail_of(message, letter), before_text=partial(announce, message))
    _finish(message, outcome, letter, now)
    return outcome


def drain(*, now: datetime.datetime | None = None, budget: float | None = BUDGET) -> int:
    """Send what is due, earliest first, each once, until the time is over or the mail server is away.

    Answers how many left. Several drains may run at once; memory does not grow with the backlog.
    """
    until = time.monotonic() + budget if budget else None
    left = 0
    for pk in _due(now or timezone.now()):
        outcome = deliver(pk, now=now)
        left += outcome is not None and outcome.fate == Fate.ACCEPTED
        if (outcome and outcome.is_server_away) or (until and time.monotonic() > until):
            break
    return left


def _due(moment: datetime.datetime) -> Iterator[int]:
    """The keys of what was due at a moment, page by page: what is put off meanwhile is not met again."""
    waiting = Message.objects.due(moment).order_by("next_try_at", "pk")
    page = waiting
    while keys := list(page.values_list("next_try_at", "pk")[:BATCH]):
        yield from (pk for _, pk in keys)
        at, last = keys[-1]
        page = waiting.filter(next_try_at__gte=at).filter(Q(next_try_at__gt=at) | Q(pk__gt=last))


def _finish(message: Message, outcome: Outcome, letter: Letter | None, now: datetime.datetime | None) -> None:
    """Write down the fate."""
    doubts = {"in_doubt": message.in_doubt}
    match outcome.fate:
        case Fate.ACCEPTED if letter:
            sent = {"state": State.SENT, "sent_at": now or timezone.now(), "subject": letter.subject}
            _write(message, **sent, **doubts, secret="", last_error="")
        case Fate.REFUSED:
            _write(message, state=State.BOUNCED, **doubts, secret="", last_error=outcome.detail)
        case Fate.UNKNOWN if message.in_doubt + 1 >= MOST_DOUBTS:
            _write(message, state=State.FAILED, secret="", last_error=outcome.detail)
        case Fate.UNKNOWN:
            _again(message, outcome, now)
        case Fate.LATER:
            _again(message, outcome, now, **doubts)
    logger.info("outbox.handed_over", kind=message.kind, message=str(message.public_id), fate=outcome.fate.value)


def _again(message: Message, outcome: Outcome, now: datetime.datetime | None, **columns: Any) -> None:
    """Try again later, unless it was tried for days."""
    moment = now or timezone.now()
    if moment - message.due_at > PATIENCE:
        _write(message, state=State.FAILED, secret="", last_error=outcome.detail, **columns)
        return
    next_try = moment + BACKOFF[min(message.attempts, len(BACKOFF)) - 1]
    if message.is_reminder:
        next_try = awake_from(next_try, zone_of(message.time_zone))
    _write(message, state=State.QUEUED, next_try_at=next_try, last_error=outcome.detail, **columns)


def _write(message: Message, **columns: Any) -> None:
    """Give the message back with what became of it, if it is still ours; a restart of the database is waited for.

    A mail that left and is not written down would leave twice.
    """
    for pause in REMEMBERING:
        time.sleep(pause)
        try:
            _held(message).update(**columns, **GIVEN_BACK)
            return
        except OperationalError as error:
            last = error
            connection.close()
    raise last


def _held(message: Message) -> QuerySet[Message]:
    return Message.objects.held_by(message)
