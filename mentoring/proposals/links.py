"""The personal link of an offer, for the mentor at the address it was sent to."""

from django.urls import reverse

from mentoring.proposals.models import MatchProposal
from nqt.accounts.standing import CLOSED, may_come_in
from nqt.common.links import Holds, Link, Mark, address_mark

SALT = "mentoring.proposals.offer-link"
BEARER = "offer"
"""What the link stands for."""

OFFER = Link(
    kind=BEARER,
    salt=SALT,
    key="p",
    marks=(
        Mark(
            "a",
            lambda proposal: address_mark(SALT, proposal.mentor.email),
            "Ce lien est parti à une ancienne adresse. Écrivez à NQT.",
        ),
        Holds(lambda proposal: may_come_in(proposal.mentor.user, proposal.mentor.email), CLOSED),
    ),
)


def path_of(proposal: MatchProposal) -> str:
    """The address of the link, from the root of the site."""
    return reverse("pages:public:offer-detail", kwargs={"token": OFFER.sign(proposal)})
