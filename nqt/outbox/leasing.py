"""Who holds a message: it is leased, out of everybody's hands for a minute, and no lock is kept while sending.

The lease is checked, and renewed, at the instant the text leaves. A worker that is killed before that instant has sent
nothing: the next one sends. Killed after it, or its link cut, the answer is lost: the message is handed over once more
with the same Message-ID, and a second lost answer ends it (`MOST_DOUBTS`). A reader therefore never gets more than one
copy too many, and what nobody can know is shown to staff as given up rather than sent again and again.
"""

import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from nqt.common.lease import LostLease
from nqt.common.turns import one_at_a_time
from nqt.outbox.kinds import kind_of
from nqt.outbox.models import Message, State
from nqt.outbox.nights import awake_from, day_of, next_morning, zone_of
from nqt.outbox.rules import A_DAY
from nqt.outbox.stops import is_stopped

LEASE = datetime.timedelta(seconds=60)
"""Longer than a mail server's answer to a text (10 s a step), short enough for the next sweep after a crash."""
MOST_DOUBTS = 2
UNKNOWN_KIND_PAUSE = datetime.timedelta(minutes=10)


def lease(pk: int, *, now: datetime.datetime) -> Message | None:
    """Take a due message for a minute; None when another has it, when it is not due, or when it must not leave now.

    What must not leave is settled here: expired, given up, or held until the reader's morning.
    """
    with transaction.atomic():
        message: Message | None = Message.objects.due(now).select_related("user").free(pk)
        if message is None:
            return None
        message.give_back()
        if _is_settled(message, now) or _is_held(message, now):
            message.save()
            return None
        message.take(LEASE)
        message.save()
        return message


def announce(message: Message) -> None:
    """The text is about to leave: renew the lease and write down that from now on only the server knows.

    Raises `LostLease` when the lease had passed and somebody else may have taken the message.
    """
    now = timezone.now()
    renewed = (
        Message.objects.held_by(message)
        .filter(lease_until__gt=now)
        .update(in_doubt=F("in_doubt") + 1, lease_until=now + LEASE)
    )
    if not renewed:
        raise LostLease


def _is_settled(message: Message, now: datetime.datetime) -> bool:
    """Past its term, twice without an answer, or no longer wanted by its reader: it never leaves."""
    if message.expires_at and message.expires_at <= now:
        message.state, message.secret = State.EXPIRED, ""
    elif message.in_doubt >= MOST_DOUBTS:
        message.state, message.secret = State.FAILED, ""
        message.last_error = "remis deux fois sans réponse du serveur"
    elif is_stopped(message):
        message.state, message.secret = State.STOPPED, ""
    else:
        return False
    return True


def _is_held(message: Message, now: datetime.datetime) -> bool:
    """Not now: the reader sleeps, has had enough for today, or this release does not know the kind."""
    until = now
    if kind_of(message.kind) is None:
        until = now + UNKNOWN_KIND_PAUSE
        message.last_error = "sorte inconnue de cette version"
    elif message.is_reminder:
        until = _patience_of_reader(message, now)
    if until <= now:
        return False
    message.state, message.next_try_at = State.QUEUED, until
    return True


def _patience_of_reader(message: Message, now: datetime.datetime) -> datetime.datetime:
    """When a reminder may leave: in the reader's day, and no more than two of them in it."""
    zone = zone_of(message.time_zone)
    morning = awake_from(now, zone)
    if morning > now:
        return morning
    one_reader_at_a_time(message.to)
    return now if reminders_today(message, now) < A_DAY else next_morning(now, zone)


def one_reader_at_a_time(address: str) -> None:
    """Two workers with reminders for one person count one after the other: a lock until the lease is committed."""
    one_at_a_time(f"outbox.reminders:{address}")


def reminders_today(message: Message, now: datetime.datetime) -> int:
    """How many others its reader got, or is about to get, in this day of theirs."""
    start, end = day_of(now, zone_of(message.time_zone))
    today = Q(state=State.SENDING) | Q(state=State.SENT, sent_at__gte=start, sent_at__lt=end)
    others = Message.objects.addressed_to(message.to).filter(today, is_reminder=True).exclude(pk=message.pk)
    return others.count()
