"""Mails that somebody sends by pressing a button: one a reader and an occasion, then a pause that is told before.

An occasion is what the mail is about (`subject`, 'mentor:<public id>') among some kinds, narrowed by ids of its context
where one object speaks to several people (`signatory=…`). The next mail of an occasion is numbered after the one
before it and its key is unique: of eight at once, whatever the callers lock, one is written.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nqt.common.dates import french_day
from nqt.common.errors import Conflict
from nqt.outbox.models import ON_THE_WAY, Message, State
from nqt.outbox.post import compose, write_once
from nqt.outbox.reminders import Reminder
from nqt.outbox.rules import PAUSE
from nqt.outbox.stops import stopped_among

COUNTED = (*ON_THE_WAY, State.SENT, State.BOUNCED)
"""What expired, was withdrawn or given up has reached nobody and holds nobody back."""

ENDLESS = datetime.datetime.max.replace(tzinfo=datetime.UTC)
LOOKED_AT = 50
"""What is counted and what the next key follows are read in one statement: two would let another's mail in between."""


@dataclass(frozen=True)
class Pause:
    """A mail of this occasion has just been written to this reader: until `again_at` no other one is."""

    last_at: datetime.datetime
    again_at: datetime.datetime
    state: str = State.SENT

    @property
    def sentence(self) -> str:
        """What to say instead of the act, before it (a consequence, a hint) and after it (the refusal)."""
        said = _moment(self.last_at)
        if self.state == State.STOPPED:
            return f"Cette personne ne veut plus de ces courriels, depuis {said} : téléphonez-lui plutôt."
        again = _moment(self.again_at)
        if self.state == State.BOUNCED:
            return f"Déjà partie {said}, et refusée par l’adresse : corrigez-la, ou attendez {again}."
        left = "Déjà partie" if self.state == State.SENT else "Déjà en route depuis"
        return f"{left} {said}, de nouveau possible {again}."


class TooSoon(Conflict):
    """The same reader was just written to for the same occasion, or has stopped such mails (409)."""

    code = "reminded"

    def __init__(self, pause: Pause) -> None:
        self.pause = pause
        super().__init__(pause.sentence, code="stopped" if pause.state == State.STOPPED else "")


def pause_of(
    kinds: str | Iterable[str],
    *,
    to: str,
    subject: str,
    now: datetime.datetime | None = None,
    window: datetime.timedelta = PAUSE,
    **facts: Any,
) -> Pause | None:
    """What holds a mail by hand back (a pause, or the reader's own stop), None when one may leave. No lock.

    `kinds` are those that count together (by hand and by rule); `facts` narrow by the context (`signatory=id`).
    """
    moment = now or timezone.now()
    if stopped := stop_among(kinds, [to]):
        return stopped[to]
    last = _written(kinds, to, subject, facts).filter(state__in=COUNTED, created_at__gt=moment - window).first()
    return _pause(last, window) if last else None


def pauses_about(
    kinds: str | Iterable[str],
    *,
    subject: str,
    now: datetime.datetime | None = None,
    window: datetime.timedelta = PAUSE,
) -> list[tuple[Message, Pause]]:
    """All pauses of one object, last first, each with its mail (`to`, `context`): one statement for many readers."""
    moment = now or timezone.now()
    rows = _written(kinds, "", subject, {}).filter(state__in=COUNTED, created_at__gt=moment - window)
    return [(message, _pause(message, window)) for message in rows]


def last_by_hand(kinds: str | Iterable[str], *, named: str, to: str = "email") -> Subquery:
    """For lists: annotate each row with the last mail of its occasion ('<named>:<its public id>'); see `pause_in`."""
    about = Concat(Value(f"{named}:"), Cast(OuterRef("public_id"), CharField()))
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    rows = Message.objects.filter(about=about, kind__in=names, to=Lower(OuterRef(to)), state__in=COUNTED)
    facts = JSONObject(created_at="created_at", sent_at="sent_at", state="state")
    return Subquery(rows.order_by("-created_at", "-pk").values(found=facts)[:1])


def pause_in(
    found: dict[str, Any] | None, *, now: datetime.datetime | None = None, window: datetime.timedelta = PAUSE
) -> Pause | None:
    """The pause that an annotation of `last_by_hand` tells of."""
    if not found:
        return None
    message = Message(state=found["state"], created_at=_read(found["created_at"]), sent_at=_read(found["sent_at"]))
    return _pause(message, window) if message.created_at > (now or timezone.now()) - window else None


def _read(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def post_by_hand(
    kind: str,
    *,
    to: str,
    subject: str,
    context: dict[str, Any] | None = None,
    counts_with: Iterable[str] = (),
    occasion: dict[str, Any] | None = None,
    now: datetime.datetime | None = None,
    window: datetime.timedelta = PAUSE,
    user: models.Model | None = None,
    expires_at: datetime.datetime | None = None,
    time_zone: str = "",
) -> Message:
    """Write a mail somebody asked for, unless its reader was just written to: then `TooSoon`, and nothing is written.

    `occasion` holds the facts that narrow it; they join the context. The rest is as for `post`.
    """
    facts = _ids(occasion or {})
    together = {kind, *counts_with}
    if stopped := stop_among(kind, [to]):
        raise TooSoon(stopped[to])
    written = list(_written(together, to, subject, facts)[:LOOKED_AT])
    since = (now or timezone.now()) - window
    for message in written:
        if message.state in COUNTED and message.created_at > since:
            raise TooSoon(_pause(message, window))
    digest = salted_hmac("nqt.outbox.by-hand", f"{subject}:{sorted(facts.items())}:{to.strip().lower()}").hexdigest()
    key = f"hand:{kind}:{digest}:{written[0].pk if written else 0}"
    wanted = Reminder(kind, to, key, {**(context or {}), **facts, "subject": subject}, user, now, expires_at, time_zone)
    message, is_new = write_once(compose(wanted))
    if not is_new:
        raise TooSoon(_pause(message, window))
    return message


def _written(kinds: str | Iterable[str], to: str, subject: str, facts: dict[str, Any]) -> QuerySet[Message]:
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    rows = Message.objects.filter(about=subject, kind__in=names).order_by("-created_at", "-pk")
    if to:
        rows = rows.filter(to=to.strip().lower())
    return rows.filter(context__contains=_ids(facts)) if facts else rows


def _ids(facts: dict[str, Any]) -> dict[str, Any]:
    """As the row keeps them."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in facts.items()}


def stop_among(kinds: str | Iterable[str], addresses: Iterable[str]) -> dict[str, Pause]:
    """Who has stopped the first of these kinds, as a pause without end: one statement for many readers."""
    first = kinds if isinstance(kinds, str) else next(iter(kinds))
    return {to: Pause(at, ENDLESS, State.STOPPED) for to, at in stopped_among(first, addresses).items()}


def _pause(message: Message, window: datetime.timedelta) -> Pause:
    last_at = message.sent_at or message.created_at
    return Pause(last_at=last_at, again_at=message.created_at + window, state=message.state)


def _moment(at: datetime.datetime) -> str:
    local = timezone.localtime(at)
    return f"le {french_day(local.date())} à {local.hour} h {local:%M}"
