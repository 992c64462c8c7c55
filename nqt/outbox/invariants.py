"""What must be true of the outbox after any storm."""

import datetime
from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from nqt.common.invariants import invariant
from nqt.outbox.models import Message, State
from nqt.outbox.nights import zone_of
from nqt.outbox.rules import A_DAY, MORNING

LATE = datetime.timedelta(minutes=15)
STUCK = datetime.timedelta(minutes=10)
SEEN = datetime.timedelta(days=31)
LATEST = datetime.time(20, 10)
"""A reminder taken in hand a moment before 20 h may leave a moment after."""


@invariant("outbox.nothing_late")
def nothing_late() -> Iterator[str]:
    """Due mail has left, or is being tried."""
    limit = timezone.now() - LATE
    for message in Message.objects.filter(state=State.QUEUED, next_try_at__lt=limit).order_by("pk").iterator():
        yield f"{message.public_id} ({message.kind}) attend depuis le {message.next_try_at:%d/%m/%Y %H:%M} UTC"


@invariant("outbox.nothing_stuck")
def nothing_stuck() -> Iterator[str]:
    """A lease that is over was taken up again."""
    limit = timezone.now() - STUCK
    for message in Message.objects.filter(state=State.SENDING, lease_until__lt=limit).order_by("pk").iterator():
        yield f"{message.public_id} ({message.kind}) est resté réservé par {message.claimed_by}"


@invariant("outbox.nothing_given_up")
def nothing_given_up() -> Iterator[str]:
    """Dead letters wait for somebody."""
    for message in Message.objects.given_up().order_by("pk").iterator():
        yield f"{message.public_id} ({message.kind}) a été abandonné : {message.last_error}"


@invariant("outbox.reminders_are_patient")
def reminders_are_patient() -> Iterator[str]:
    """In the last month nobody got a reminder at night, nor a third one in a day of theirs."""
    sent = Message.objects.sent().filter(is_reminder=True, sent_at__gte=timezone.now() - SEEN)
    counts: Counter[tuple[str, datetime.date]] = Counter()
    for message in sent.order_by("pk").iterator():
        local = message.sent_at.astimezone(zone_of(message.time_zone))
        if not MORNING <= local.time() <= LATEST:
            yield f"{message.public_id} ({message.kind}) est parti à {local:%H:%M} chez son lecteur"
        counts[message.to, local.date()] += 1
        if counts[message.to, local.date()] == A_DAY + 1:
            yield f"{message.public_id} ({message.kind}) est un rappel de trop le {local:%d/%m/%Y}"
