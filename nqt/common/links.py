"""A personal link: signed, never stored, good while what is written in it still holds.

    SIGNING = Link("sign", salt="partners.conventions.signing-link", key="s", marks=(
        Mark("r", lambda line: line.link_round, said=lambda line: …),
        Mark("a", lambda line: address_mark(SALT, line.contact.email), said=ADDRESS_CHANGED),
        Holds(lambda line: may_come_in(line.contact.user, line.contact.email), said=CLOSED),
    ))

A room names its links in its `links.py`. A new reason for a link to open nothing is one more line there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing

from nqt.common.errors import Expired

TOKEN = "[A-Za-z0-9_:-]{20,300}"  # noqa: S105 - what a token looks like in an address
Said = str | Callable[[Any], str]
"""Why a link opens nothing any more, whatever the subject or because of what it has become."""


@dataclass(frozen=True)
class Mark:
    """A value of the subject that is written in the link: another value since, and the link opens nothing."""

    key: str
    value: Callable[[Any], str | int]
    said: Said

    def holds(self, written: dict[str, Any], subject: Any) -> bool:
        """The subject's value is still the one written."""
        return written.get(self.key) == self.value(subject)


@dataclass(frozen=True)
class Holds:
    """What must be true of the subject while the link is good; nothing of it is written in the link."""

    is_true: Callable[[Any], bool]
    said: Said

    def holds(self, written: dict[str, Any], subject: Any) -> bool:
        """It is true of the subject as it is now."""
        return bool(self.is_true(subject))


@dataclass(frozen=True)
class Bearing:
    """What a link says: the public id of its subject, and the marks of the day it was made."""

    subject_id: UUID
    written: dict[str, Any]
    is_old: bool = False
    """Past the days of its kind."""


@dataclass(frozen=True)
class Link:
    """One kind of personal link."""

    kind: str
    """What its bearer is called: `Actor.bearer`, the log of steps."""
    salt: str
    key: str
    """Under which the subject's id is written."""
    marks: tuple[Mark | Holds, ...]
    """In the order in which the reasons are given."""
    days: int | None = None
    """How long it lives; None, as long as its marks hold."""
    said_old: str = "Ce lien n’est plus valable : il a trop longtemps servi."

    def sign(self, subject: Any) -> str:
        """The secret part of a link made now."""
        written = {mark.key: mark.value(subject) for mark in self.marks if isinstance(mark, Mark)}
        return signing.dumps({self.key: str(subject.public_id), **written}, salt=self.salt, compress=False)

    def read(self, token: str) -> Bearing | None:
        """The content of a link; None when it was not made here."""
        is_old = False
        try:
            facts = signing.loads(token, salt=self.salt, max_age=self.days and self.days * 86_400)
        except signing.SignatureExpired:
            is_old, facts = True, signing.loads(token, salt=self.salt)
        except signing.BadSignature:
            return None
        try:
            return Bearing(UUID(facts.pop(self.key)), facts, is_old)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None

    def check_age(self, bearing: Bearing) -> None:
        """Raise `Expired` past its days: asked before its subject is, which may have gone with time."""
        if bearing.is_old:
            raise Expired(self.said_old)

    def check(self, bearing: Bearing, subject: Any) -> None:
        """Raise `Expired`, with the sentence of the first mark that does not hold any more."""
        for mark in self.marks:
            if not mark.holds(bearing.written, subject):
                raise Expired(mark.said if isinstance(mark.said, str) else mark.said(subject))


def address_mark(salt: str, email: str) -> str:
    """A short mark of where somebody is written to: correcting a mistyped address ends the link that went astray."""
    signed: str = signing.Signer(salt=f"{salt}.address").signature(email.strip().lower())
    return signed[:16]
