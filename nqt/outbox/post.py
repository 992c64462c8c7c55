"""Posting: write that a mail is due, in the caller's transaction. Sending is the worker's."""

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nqt.common.errors import Invalid
from nqt.common.validators import validate_email_address
from nqt.outbox.kinds import Kind, kind_of
from nqt.outbox.models import Message
from nqt.outbox.nights import PARIS, awake_from, zone_of
from nqt.outbox.publishing import publish
from nqt.outbox.reminders import Reminder
from nqt.outbox.sealed import sealed

LONGEST_FACT = 120


def post(
    kind: str,
    *,
    to: str,
    key: str,
    context: dict[str, Any] | None = None,
    due_at: datetime.datetime | None = None,
    expires_at: datetime.datetime | None = None,
    user: models.Model | None = None,
    time_zone: str = "",
    secret: dict[str, Any] | None = None,
) -> Message:
    """Write one mail, once for its `key` ('kind:object:recipient:occasion'); answers the message, new or known.

    `context` holds ids and short codes, for the kind's function to look up when the mail leaves; `context["subject"]`
    ('convention:<public id>') is what pages find it by. `secret` is for what no row may hold in clear (a sign-in code):
    sealed until sent, then wiped. The id goes to the broker after commit; when that fails, the sweeper sees the row.
    Raises `Invalid` for an address no mail could reach, `LookupError` for a kind nobody declared.
    """
    wanted = Reminder(kind, to, key, context or {}, user, due_at, expires_at, time_zone)
    return write_once(compose(wanted, secret=secret))[0]


def write_once(message: Message) -> tuple[Message, bool]:
    """The message of that key, and whether this call wrote it: whoever comes second waits for the first and reads."""
    values = {field.attname: getattr(message, field.attname) for field in Message._meta.concrete_fields}
    del values["id"], values["key"]
    message, is_new = Message.objects.get_or_create(key=message.key, defaults=values)
    if is_new and message.next_try_at <= timezone.now():
        transaction.on_commit(lambda: publish(message.pk), robust=True)
    return message, is_new


def compose(wanted: Reminder, *, secret: dict[str, Any] | None = None) -> Message:
    """The message somebody wants, not yet written."""
    known = kind_of(wanted.kind)
    if known is None:
        raise LookupError(f"no kind of mail is called {wanted.kind!r}")
    facts = {name: _fact(name, value) for name, value in wanted.context.items()}
    due = wanted.due_at or timezone.now()
    zone = wanted.time_zone or getattr(wanted.user, "time_zone", "") or PARIS
    return Message(
        kind=wanted.kind,
        key=wanted.key,
        about=str(facts.get("subject", "")),
        to=_address(wanted.to),
        user=wanted.user,
        time_zone=zone,
        context=facts,
        secret=sealed(secret),
        is_reminder=known.is_reminder,
        due_at=due,
        next_try_at=_first_try(known, due, zone),
        expires_at=wanted.expires_at,
        message_id=message_id_of(wanted.key),
    )


def message_id_of(key: str) -> str:
    """The same key always gives the same Message-ID: a mail server drops the second copy."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return f"<{salted_hmac('nqt.outbox.message-id', key, algorithm='sha256').hexdigest()[:40]}@{domain}>"


def _first_try(kind: Kind, due: datetime.datetime, zone: str) -> datetime.datetime:
    return awake_from(due, zone_of(zone)) if kind.is_reminder else due


def _address(to: str) -> str:
    address = to.strip().lower()
    try:
        validate_email_address(address)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code="email") from error
    return address


def _fact(name: str, value: Any) -> Any:
    """An id or a short code. Names and addresses are looked up at sending, when erasure has had its say."""
    if isinstance(value, UUID | datetime.date):
        value = str(value)
    if isinstance(value, list):
        return [_fact(name, item) for item in value]
    is_plain = value is None or isinstance(value, bool | int | str)
    if not is_plain or (isinstance(value, str) and (len(value) > LONGEST_FACT or "@" in value)):
        raise TypeError(f"the context of a message holds ids: {name!r} is not one")
    return value
