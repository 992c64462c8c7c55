"""The personal link of an offer: signed, never stored, for the mentor at the address it was sent to."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

from mentoring.mentors.models import Mentor
from mentoring.proposals.models import MatchProposal

SALT = "mentoring.proposals.offer-link"
BEARER = "offer"
"""What the link stands for."""


@dataclass(frozen=True)
class OfferLink:
    """What a link says: which offer, and the address it was sent to."""

    proposal_id: UUID
    address: str


def token_of(proposal: MatchProposal) -> str:
    """The secret part of the link."""
    facts = {"p": str(proposal.public_id), "a": mark_of(proposal.mentor)}
    return signing.dumps(facts, salt=SALT, compress=False)


def path_of(proposal: MatchProposal) -> str:
    """The address of the link, from the root of the site."""
    return reverse("pages:public:offer-detail", kwargs={"token": token_of(proposal)})


def read(token: str) -> OfferLink | None:
    """The content of a link; None when it was not made here."""
    try:
        facts = signing.loads(token, salt=SALT)
        return OfferLink(UUID(facts["p"]), str(facts["a"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def mark_of(mentor: Mentor) -> str:
    """A short mark of where she is written to: correcting a mistyped address ends the link that went astray."""
    signed: str = signing.Signer(salt=f"{SALT}.address").signature(mentor.email.strip().lower())
    return signed[:16]
