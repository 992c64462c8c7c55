"""The personal link of a line: signed, never stored, good for one round of asking."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from partners.conventions.models import Signatory
from partners.conventions.models.convention_text import fingerprint
from partners.organizations.models import Contact

SALT = "partners.conventions.signing-link"


@dataclass(frozen=True)
class SigningLink:
    """What a link says: which line, asked for the how-manieth time."""

    signatory_id: UUID
    round: int
    address: str
    """A fingerprint of where it was sent: correcting a mistyped address ends the link that went astray."""


def token_of(line: Signatory) -> str:
    """The secret part of the line's current link."""
    facts = {"s": str(line.public_id), "r": line.link_round, "a": address_of(line.contact)}
    return signing.dumps(facts, salt=SALT, compress=False)


def address_of(person: Contact | None) -> str:
    """A short fingerprint of where a person is written to."""
    return fingerprint(person.email.lower())[:12] if person else ""


def path_of(line: Signatory) -> str:
    """The address of the line's current link, from the root of the site."""
    return reverse("pages:public:signing-detail", kwargs={"token": token_of(line)})


def read(token: str) -> SigningLink | None:
    """The content of a link; None when it was not made here."""
    try:
        facts = signing.loads(token, salt=SALT)
        return SigningLink(UUID(facts["s"]), int(facts["r"]), str(facts["a"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
