"""The personal link of a line: signed, never stored, good for one round of asking."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from partners.conventions.models import Signatory

SALT = "partners.conventions.signing-link"


@dataclass(frozen=True)
class SigningLink:
    """What a link says: which line, asked for the how-manieth time."""

    signatory_id: UUID
    round: int


def token_of(line: Signatory) -> str:
    """The secret part of the line's current link."""
    return signing.dumps({"s": str(line.public_id), "r": line.link_round}, salt=SALT, compress=False)


def path_of(line: Signatory) -> str:
    """The address of the line's current link, from the root of the site."""
    return reverse("pages:public:signing-detail", kwargs={"token": token_of(line)})


def read(token: str) -> SigningLink | None:
    """The content of a link; None when it was not made here."""
    try:
        facts = signing.loads(token, salt=SALT)
        return SigningLink(UUID(facts["s"]), int(facts["r"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
