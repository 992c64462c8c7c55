"""The address of a file: made for one person, one file and one purpose, good for five minutes.

Whoever opens it is asked again who they are, and the room whether they may: an address that was passed on, or kept
after a right was withdrawn, opens nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from nqt.accounts.actor import Actor
from nqt.common.errors import Expired
from nqt.files.models import StoredFile

SALT = "nqt.files.address"
SECONDS = 300
TOKEN = "[A-Za-z0-9_:-]{20,400}"  # noqa: S105 - what a token looks like in an address
OLD = "Cette adresse a servi plus de cinq minutes. Rechargez la page d’où elle vient, puis ouvrez le fichier."
SHOW, KEEP = "show", "keep"
"""To look at in the page, or to take away."""


@dataclass(frozen=True)
class Pass:
    """What an address says."""

    file_id: UUID
    user_id: int | None
    audience: str
    purpose: str


def address_of(file: StoredFile, actor: Actor, *, purpose: str = SHOW) -> str:
    """From the root of the site; for what may not be opened yet, none."""
    if not file.is_open:
        return ""
    facts = {
        "f": file.public_id.hex,
        "u": actor.user.pk if actor.user else None,
        "a": str(actor.audience),
        "p": purpose,
    }
    return reverse("file", args=[signing.dumps(facts, salt=SALT)])


def read(token: str) -> Pass | None:
    """What it says; None when it was not made here. Raises `Expired` when it is past its minutes."""
    try:
        facts = signing.loads(token, salt=SALT, max_age=SECONDS)
        return Pass(UUID(facts["f"]), facts["u"], facts["a"], facts["p"])
    except signing.SignatureExpired:
        raise Expired(OLD) from None
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
