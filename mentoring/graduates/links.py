"""The personal link of an application: signed, never stored, sent to the address it proves."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from mentoring.graduates.models import Graduate
from nqt.common.keeping import days

SALT = "mentoring.graduates.application-link"
LIFE = days(30)
"""A link and a draft that nobody touches live so long (`privacy.py`)."""
EXPIRED = f"Ce lien n’est plus valable après {LIFE.french}. Donnez de nouveau votre adresse : un autre part aussitôt."
GONE = (
    f"Cette candidature commencée a été effacée après {LIFE.french} sans nouvelles. Vous pouvez en commencer une autre."
)


@dataclass(frozen=True)
class ApplicationLink:
    """What a link says: which application, and the address it was sent to."""

    graduate_id: UUID
    email: str
    is_old: bool = False


def token_of(graduate: Graduate) -> str:
    """The secret part of a link made now."""
    return signing.dumps({"g": str(graduate.public_id), "a": _mark(graduate.email)}, salt=SALT, compress=False)


def path_of(graduate: Graduate) -> str:
    """The address of a link made now, from the root of the site."""
    return reverse("pages:public:application-detail", kwargs={"token": token_of(graduate)})


def read(token: str) -> ApplicationLink | None:
    """The content of a link; None when it was not made here."""
    is_old = False
    try:
        facts = signing.loads(token, salt=SALT, max_age=LIFE.days * 86400)
    except signing.SignatureExpired:
        is_old, facts = True, _loads(token)
    except signing.BadSignature:
        return None
    try:
        return ApplicationLink(UUID(facts["g"]), str(facts["a"]), is_old)
    except (KeyError, TypeError, ValueError):
        return None


def is_for(link: ApplicationLink, graduate: Graduate) -> bool:
    """The link went to the address of today: a corrected address ends the link that went astray."""
    return link.email == _mark(graduate.email)


def _loads(token: str) -> dict:
    return signing.loads(token, salt=SALT)


def _mark(email: str) -> str:
    signed: str = signing.Signer(salt=f"{SALT}.address").signature(email.strip().lower())
    return signed[:16]
