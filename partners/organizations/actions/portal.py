"""Who enters an organization's portal: invitations, and what its own administrators do with colleagues."""

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actions import invitation_create
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import OTHER, SAME, require_answer, same_words
from nqt.accounts.models import Invitation, User
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid
from nqt.common.facts import set_facts
from nqt.common.text import of
from nqt.common.violations import store
from nqt.outbox.by_hand import LOST_LINK, post_by_hand
from partners.organizations.actions.access import settle_address
from partners.organizations.actions.people import (
    give_role,
    hold_contact,
    keep_an_administrator,
    leave,
    lock,
    unadministered_from,
)
from partners.organizations.actions.writing import close, require_active, require_editable
from partners.organizations.models import Contact, Organization
from partners.organizations.models.people import INVITATION_MAIL, INVITATION_PURPOSE
from partners.organizations.words import ContactRoleKind

ADMINISTER = "administer"
"""The power of a hat that invites and removes colleagues."""
GONE = "Cette invitation n’est plus valable : adressez-vous à la personne qui vous a invité."


def contact_invite(
    *, actor: Actor, target: Contact, expected_version: int | None = None, address_holder: str = ""
) -> Contact:
    """Mail a contact the single-use link to its organization's portal; an earlier link stops working.

    A role opens the portal: whoever holds none is given one now, for all to see. An address with an account in another
    name is a question first (`settle_address`). Raises `Invalid` when there is nobody to write to or no answer,
    `Conflict` when the person is in already, `TooSoon` when an invitation has just left.
    """
    require_editable(actor, target.organization)
    with transaction.atomic():
        return _invite(target, actor, expected_version, address_holder)


def colleague_invite(
    *,
    actor: Actor,
    first_name: str,
    last_name: str,
    email: str,
    title: str = "",
    is_administrator: bool = False,
    address_holder: str = "",
) -> Contact:
    """An administrator of the portal invites a colleague; a contact already recorded with that address is used.

    Recorded in another name, it is a question first: nobody is invited in the name of whoever had the address before.
    """
    organization = _own_organization(actor)
    with transaction.atomic():
        lock(organization)
        contact = Contact.objects.active().filter(organization=organization, email__iexact=email.strip()).first()
        if contact is not None:
            _require_same_person(contact, first_name, last_name, address_holder)
        else:
            contact = Contact(organization=organization)
            set_facts(contact, {"first_name": first_name, "last_name": last_name, "email": email, "title": title})
            store(contact)
        give_role(contact, ContactRoleKind.HR)
        if is_administrator:
            give_role(contact, ContactRoleKind.ADMINISTRATOR)
        return _invite(contact, actor, answer=address_holder)


def _require_same_person(contact: Contact, first_name: str, last_name: str, answer: str) -> None:
    """The colleague recorded with this address is the one typed. Raises `Invalid` to ask, `Conflict` if she is not."""
    if same_words(contact.full_name, f"{first_name} {last_name}") or answer == SAME:
        return
    if answer == OTHER:
        raise Conflict(f"Cette adresse est encore celle {of(contact)} : retirez d’abord ce collègue, puis invitez.")
    raise require_answer(f"Cette adresse est celle {of(contact)}, parmi vos collègues. Est-ce la même personne ?")


def colleague_remind(
    *, actor: Actor, target: Contact, expected_version: int | None = None, address_holder: str = ""
) -> Contact:
    """Send a colleague a new invitation; the former link stops working."""
    _require_colleague(actor, target)
    with transaction.atomic():
        return _invite(target, actor, expected_version, address_holder)


def colleague_remove(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """An administrator closes the portal to a colleague, at once; staff see who did it and when."""
    _require_colleague(actor, target)
    if target.user_id and target.user_id == actor.user.pk:
        raise Conflict(leaving_oneself(target))
    with transaction.atomic():
        return leave(target, actor, expected_version, reason)


def leaving_oneself(contact: Contact) -> str:
    """Why nobody removes oneself, and the way out: another administrator, or NQT."""
    others = Contact.objects.administrators(timezone.localdate()).filter(organization=contact.organization_id)
    names = " ou ".join(str(other) for other in others.exclude(pk=contact.pk)[:3])
    why = "Personne ne se retire soi-même, pour que l’espace garde toujours un administrateur."
    if names:
        return f"{why} Pour quitter l’espace, demandez-le à {names}, qui l’administre aussi."
    return (
        f"{why} Vous êtes seul à l’administrer : confiez d’abord l’administration à un ou une collègue, qui vous"
        " retirera ensuite ; ou écrivez à votre interlocuteur de l’association."
    )


def colleague_entrust(*, actor: Actor, target: Contact, expected_version: int | None = None) -> Contact:
    """Make a colleague of the portal an administrator too."""
    _require_colleague(actor, target)
    with transaction.atomic():
        contact = hold_contact(target, expected_version)
        give_role(contact, ContactRoleKind.ADMINISTRATOR)
        return contact


def colleague_relieve(*, actor: Actor, target: Contact, expected_version: int | None = None) -> Contact:
    """Take the administration back from a colleague, or from oneself once another holds it."""
    _require_colleague(actor, target)
    with transaction.atomic():
        contact = hold_contact(target, expected_version)
        today = timezone.localdate()
        for role in contact.roles.on(today).filter(kind=ContactRoleKind.ADMINISTRATOR):
            close(role, today)
        keep_an_administrator(contact.organization, actor)
        return contact


def contact_link(*, invitation: Invitation, user: User) -> Contact:
    """The invitation is accepted: the account is the contact's.

    The first one in administers the portal; so does a later one from the day nobody else would any more. Raises
    `Expired` when the person or the organization left meanwhile, or the last role ended.
    """
    target = Contact.objects.select_related("organization").filter(pk=invitation.subject_id).first()
    if target is None:
        raise Expired(GONE)
    with transaction.atomic():
        try:
            contact = hold_contact(target)
        except Conflict as refusal:
            raise Expired(GONE) from refusal
        today = timezone.localdate()
        if not contact.roles.on(today).exists():
            raise Expired(GONE)
        contact.user = user
        store(contact)
        if alone_from := unadministered_from(contact.organization, today):
            give_role(contact, ContactRoleKind.ADMINISTRATOR, since=alone_from)
        return contact


def _invite(target: Contact, actor: Actor, expected_version: int | None = None, answer: str = "") -> Contact:
    holder = (
        ""
        if target.has_account
        else settle_address(
            actor=actor,
            email=target.email,
            first_name=target.first_name,
            last_name=target.last_name,
            answer=answer,
            beside=target.organization,
        )
    )
    contact = hold_contact(target, expected_version)
    if not contact.email:
        raise Invalid("Ce contact n’a pas d’adresse électronique.", code="no_email")
    if contact.has_account:
        raise Conflict("Cette personne a déjà accès au portail.", code="in_portal")
    today = timezone.localdate()
    if not contact.roles.on(today).exists():
        give_role(contact, ContactRoleKind.HR)
    zone = contact.time_zone_on(today)
    invitation = invitation_create(
        actor=actor,
        email=contact.email,
        purpose=INVITATION_PURPOSE,
        subject_id=contact.pk,
        first_name=contact.first_name,
        last_name=contact.last_name,
        facts={"time_zone": zone},
        holder=holder,
    )
    post_by_hand(
        INVITATION_MAIL,
        to=invitation.email,
        subject=f"contact:{contact.public_id}",
        context={"invitation": str(invitation.public_id)},
        window=LOST_LINK,
        expires_at=invitation.expires_at,
        time_zone=zone,
    )
    return contact


def _own_organization(actor: Actor) -> Organization:
    if not actor.can(ADMINISTER) or actor.organization_id is None:
        raise Forbidden("Seuls les administrateurs du portail invitent et retirent des collègues.")
    organization = Organization.objects.get(pk=actor.organization_id)
    require_active(organization)
    return organization


def _require_colleague(actor: Actor, contact: Contact) -> None:
    """The actor administers the portal of the contact's organization."""
    if _own_organization(actor).pk != contact.organization_id:
        raise Forbidden
