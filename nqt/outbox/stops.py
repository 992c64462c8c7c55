"""What a reader no longer wants: kept per address and family, as a hash, so that a stop outlives the person's erasure.

The hash has no key: a stop must hold when the service's key changes. It tells nothing to whoever does not guess the
address already.
"""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from nqt.outbox.kinds import Family, family_of, kind_of
from nqt.outbox.models import Message, Stop

SALT = "nqt.outbox.stop"


@dataclass(frozen=True)
class Wish:
    """What a link of stopping stands for."""

    digest: str
    family: Family


def digest_of(address: str) -> str:
    """What is kept of an address."""
    return hashlib.sha256(f"nqt.outbox.stop:{address.strip().lower()}".encode()).hexdigest()


def token_of(message: Message, family: Family) -> str:
    """The secret part of the links in one mail; good for ever, for nothing but this."""
    return signing.dumps({"a": digest_of(message.to), "f": family.name}, salt=SALT, compress=False)


def page_of(message: Message, family: Family) -> str:
    """The page that asks, then does; and does the contrary."""
    return reverse("pages:public:mail-stop-list", kwargs={"token": token_of(message, family)})


def one_click_of(message: Message, family: Family) -> str:
    """Where mail programs post (RFC 8058)."""
    return reverse("mail_stop_one_click", kwargs={"token": token_of(message, family)})


def read(token: str) -> Wish | None:
    """The content of a link; None when it was not made here."""
    try:
        facts = signing.loads(token, salt=SALT)
        family = family_of(facts["f"])
        return Wish(str(facts["a"]), family) if family else None
    except (signing.BadSignature, KeyError, TypeError):
        return None


def since_when(wish: Wish) -> datetime.datetime | None:
    """When the stop was asked for; None when nothing is stopped."""
    found = Stop.objects.filter(digest=wish.digest, family=wish.family.name)
    return found.values_list("stopped_at", flat=True).first()


def is_stopped(message: Message) -> bool:
    """Whether the reader of a message has stopped its family; what is owed never is."""
    kind = kind_of(message.kind)
    if kind is None or kind.family is None:
        return False
    return Stop.objects.filter(digest=digest_of(message.to), family=kind.family.name).exists()


def stopped_among(kind: str, addresses: Iterable[str]) -> dict[str, datetime.datetime]:
    """Which of these addresses get no more mails of a kind, and since when: one statement, none for what is owed."""
    known = kind_of(kind)
    digests = {digest_of(address): address for address in addresses if address}
    if known is None or known.family is None or not digests:
        return {}
    rows = Stop.objects.filter(digest__in=digests, family=known.family.name).order_by("pk")
    return {digests[digest]: at for digest, at in rows.values_list("digest", "stopped_at")}


def stopped_by(address: str) -> list[tuple[str, datetime.datetime]]:
    """What one address gets no more, in words, and since when: for staff, beside the address."""
    rows = Stop.objects.filter(digest=digest_of(address)).order_by("stopped_at", "pk") if address else []
    return [(family.label, row.stopped_at) for row in rows if (family := family_of(row.family))]
