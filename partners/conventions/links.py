"""The personal link of a line, good for one round of asking; and what it still shows whoever delegated by it."""

from django.urls import reverse
from django.utils import timezone

from nqt.accounts.standing import CLOSED, may_come_in
from nqt.common.links import Holds, Link, Mark
from partners.conventions.models import Answer, LinkEnd, Signatory
from partners.conventions.models.convention_text import fingerprint
from partners.conventions.models.signatory import BEARER
from partners.organizations.models import Contact

SALT = "partners.conventions.signing-link"


def address_of(person: Contact | None) -> str:
    """A short fingerprint of where a person is written to."""
    return fingerprint(person.email.lower())[:12] if person else ""


def why_ended(line: Signatory) -> str:
    """What ended the last link but one."""
    return str(LinkEnd(line.link_ended or LinkEnd.RENEWED).label)


SIGNING = Link(
    kind=BEARER,
    salt=SALT,
    key="s",
    marks=(
        Mark("r", lambda line: line.link_round, why_ended),
        Holds(lambda line: line.answer != Answer.WITHDRAWN, why_ended),
        Holds(lambda line: not line.is_shut_out, CLOSED),
        Holds(lambda line: line.is_reachable, str(LinkEnd.PERSON_LEFT.label)),
        Mark("a", lambda line: address_of(line.contact), str(LinkEnd.ADDRESS_CHANGED.label)),
        Holds(
            lambda line: not line.link_expires_at or line.link_expires_at >= timezone.now(),
            "Ce lien n’est plus valable. Demandez-nous d’en envoyer un nouveau.",
        ),
    ),
)

DELEGATED = Link(
    kind=BEARER,
    salt=SALT,
    key="s",
    marks=(
        Mark("r", lambda line: line.link_round - 1, why_ended),
        Holds(lambda line: line.answer != Answer.WITHDRAWN and line.contact is not None, why_ended),
        Mark("a", lambda line: address_of(line.delegated_by), why_ended),
        Holds(lambda line: is_open_to(line.delegated_by), CLOSED),
    ),
)
"""The same link, of the round before: it ended when its person delegated, and still says to whom."""


def is_open_to(person: Contact | None) -> bool:
    """Nobody closed the account of this person."""
    return person is None or may_come_in(person.user, person.email)


def path_of(line: Signatory) -> str:
    """The address of the line's current link, from the root of the site."""
    return reverse("pages:public:signing-detail", kwargs={"token": SIGNING.sign(line)})
