"""The link of an invitation, and what features do when one is accepted.

A feature says so in its `hats.py`, since that is what an invitation gives:

    @on_accept("partners.organizations.contact", describe=contact_invitation_describe)
    def contact_link(invitation: Invitation, user: User) -> None: ...

The function runs in the transaction of the acceptance: what it refuses is not accepted. `describe` words what one is
invited to, read from the rows of the day, so as to end the sentence “vous invite à rejoindre …”; without it the page
takes `invitation.facts["label"]`. `hold` locks what the feature locks before it writes to invitations: accepting one
and withdrawing it take their locks in one order.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from nqt.accounts.inheriting import other_holder
from nqt.accounts.models import Invitation, User
from nqt.common.dates import french_day
from nqt.common.errors import Expired

TOKEN_SALT = "nqt.accounts.invitation"  # noqa: S105
GONE = "Cette invitation n’est plus valable : elle a déjà servi, a été remplacée, ou son délai est passé."

Accept = Callable[[Invitation, User], None]
Describe = Callable[[Invitation], str]
Hold = Callable[[Invitation], None]


@dataclass(frozen=True)
class Purpose:
    """How a feature answers to its invitations."""

    accept: Accept
    describe: Describe | None = None
    hold: Hold | None = None


_purposes: dict[str, Purpose] = {}


def on_accept(
    purpose: str, *, describe: Describe | None = None, hold: Hold | None = None
) -> Callable[[Accept], Accept]:
    """Register what a feature does when an invitation of that purpose is accepted."""

    def register(function: Accept) -> Accept:
        _purposes[purpose] = Purpose(function, describe, hold)
        return function

    return register


def purpose_of(invitation: Invitation) -> Purpose:
    """The feature's answer; an unknown purpose is a mistake in the code, not of the guest."""
    try:
        return _purposes[invitation.purpose]
    except KeyError:
        raise LookupError(f"nobody answers to invitations of purpose {invitation.purpose!r}") from None


def is_known(purpose: str) -> bool:
    """Whether a feature answers to invitations of that purpose."""
    return purpose in _purposes


def describe(invitation: Invitation) -> str:
    """What one is invited to, in words."""
    words = purpose_of(invitation).describe
    return words(invitation) if words else str(invitation.facts.get("label", ""))


def holder_in_doubt(invitation: Invitation) -> User | None:
    """The account of its address, in another name than the guest's, unless who invited said that it is hers."""
    holder = other_holder(invitation.email, invitation.first_name, invitation.last_name)
    return None if holder is None or invitation.facts.get("holder") == str(holder.public_id) else holder


def told(purpose: str, subject_id: int, opens: str, *, shows_address: bool = True) -> str:
    """After inviting: who was written to, until when the link lives, what happens next; `opens` is a sentence."""
    sent = Invitation.objects.about(purpose, subject_id).open().first()
    if sent is None:
        return opens
    name = f"{sent.first_name} {sent.last_name}".strip()
    address = f" ({sent.email})" if shows_address else ""
    until = french_day(timezone.localdate(sent.expires_at))
    return (
        f"L’invitation part à {name}{address} ; son lien vaut jusqu’au {until}. {opens}"
        " Sans réponse d’ici là, vous pourrez la renvoyer."
    )


def held(token: str) -> Invitation:
    """The invitation behind a link, locked after what its feature locks first. Raises `Expired`."""
    seen = invitation_of(token)
    hold = purpose_of(seen).hold
    if hold:
        hold(seen)
    return invitation_of(token, lock=True)


def _signer(invitation: Invitation) -> signing.Signer:
    return signing.Signer(salt=f"{TOKEN_SALT}:{invitation.email}", sep=".")


def invitation_token(invitation: Invitation) -> str:
    """The secret of the link: the same each time it is asked, and good for that address only."""
    return _signer(invitation).sign(invitation.public_id.hex)


def invitation_path(invitation: Invitation) -> str:
    """The path of the page where it is accepted; the mail puts `PUBLIC_URL` in front."""
    return reverse("accounts_invitation", args=[invitation_token(invitation)])


def invitation_of(token: str, *, lock: bool = False) -> Invitation:
    """The invitation a link stands for, used or not; a forged one raises `Expired` like the others."""
    identifier = token.partition(".")[0]
    try:
        public_id = uuid.UUID(hex=identifier)
    except ValueError:
        raise Expired(GONE) from None
    rows = (
        Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.select_related("invited_by")
    )
    invitation = rows.filter(public_id=public_id).first()
    if invitation is None:
        raise Expired(GONE)
    try:
        _signer(invitation).unsign(token)
    except signing.BadSignature:
        raise Expired(GONE) from None
    return invitation


def peek(token: str) -> Invitation | None:
    """The invitation behind a link if it is one of ours, whatever its state: for the security log."""
    try:
        return invitation_of(token)
    except Expired:
        return None
