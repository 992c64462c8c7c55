"""The sweep, every minute: do what is due, write what the rules ask for, close what is over, tell what is late.

It holds nothing: two at once, none for a day, or a broker that was emptied lose nothing and double nothing.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from nqt.common.due import late, publishers, works
from nqt.common.errors import Invalid
from nqt.common.faults import place_of
from nqt.outbox.models import Message, State
from nqt.outbox.post import compose
from nqt.outbox.publishing import DRAIN, send
from nqt.outbox.reminders import Reminder, Rule, rules

logger = structlog.get_logger(__name__)

BATCH = 500
DRAINS = 6
"""Drains asked for at most, however late the world is: what travels through the broker does not grow with it."""
A_DRAIN = 50
DRAIN_LIFE = 120.0
"""Seconds after which a drain nobody took is dropped: the next sweeps asked again."""


@dataclass
class Swept:
    """What one sweep did."""

    posted: int = 0
    expired: int = 0
    late: int = 0
    """How many are due now, counted no further than matters."""
    done: int = 0
    """Rows of the features' due work."""
    failed_rules: list[str] = field(default_factory=list)


def sweep(*, now: datetime.datetime | None = None, publish: bool = True) -> Swept:
    """One sweep at a moment; a rule that fails is logged and does not stop the others."""
    moment = now or timezone.now()
    swept = Swept()
    for name, work in works().items():
        try:
            swept.done += work(moment)
        except Exception as error:
            swept.failed_rules.append(name)
            logger.error("outbox.due_work_failed", work=name, error=place_of(error, depth=6))
    for name, rule in rules().items():
        try:
            swept.posted += _run(rule, moment)
        except Exception as error:
            swept.failed_rules.append(name)
            logger.error("outbox.rule_failed", rule=name, error=place_of(error, depth=6))
    swept.expired = Message.objects.overdue(moment).update(state=State.EXPIRED, secret="")
    swept.late = _late(moment)
    if publish:
        _publish_late(moment)
    return swept


def wanted(rule: Rule, now: datetime.datetime) -> Iterator[Reminder]:
    """What one rule asks for at a moment and nobody wrote yet."""
    for batch in _batches(rule(now)):
        by_key = {reminder.key: reminder for reminder in batch}
        known = set(Message.objects.filter(key__in=by_key).values_list("key", flat=True))
        yield from (reminder for key, reminder in by_key.items() if key not in known)


def _run(rule: Rule, now: datetime.datetime) -> int:
    """Write what one rule wants, all of it or nothing; the unique key settles a race with another sweep."""
    posted = 0
    with transaction.atomic():
        for batch in _batches(wanted(rule, now)):
            messages = [message for reminder in batch if (message := _composed(reminder, now))]
            Message.objects.bulk_create(messages, ignore_conflicts=True)
            posted += len(messages)
    return posted


def _batches(reminders: Iterable[Reminder]) -> Iterator[list[Reminder]]:
    walk = iter(reminders)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _composed(reminder: Reminder, now: datetime.datetime) -> Message | None:
    """One person's bad address is no reason to forget the others."""
    try:
        return compose(replace(reminder, due_at=reminder.due_at or now))
    except Invalid as refusal:
        logger.warning("outbox.reminder_refused", kind=reminder.kind, code=refusal.code)
        return None


def _publish_late(now: datetime.datetime) -> None:
    """Of all that is late; without a broker the next sweep publishes it."""
    for name, publish in publishers().items():
        try:
            publish(now)
        except (OperationalError, OSError) as error:
            logger.warning("outbox.publish_failed", work=name, error=type(error).__name__)
        except Exception as error:
            logger.error("outbox.late_work_failed", work=name, error=place_of(error, depth=6))


@late("outbox.mail")
def ask_for_drains(now: datetime.datetime) -> int:
    """Few words, however much is late."""
    waiting = _late(now)
    for _ in range(min(DRAINS, -(-waiting // A_DRAIN))):
        send(DRAIN, expires=DRAIN_LIFE)
    return waiting


def _late(now: datetime.datetime) -> int:
    return Message.objects.due(now)[: DRAINS * A_DRAIN].count()
