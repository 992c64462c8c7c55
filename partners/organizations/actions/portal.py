"""Who enters an organization's portal: invitations, and what its own administrators do with colleagues."""

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actions import invitation_create
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation, User
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid
from nqt.common.facts import set_facts
from nqt.common.violations import store
from nqt.outbox.by_hand import LOST_LINK, post_by_hand
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


def contact_invite(*, actor: Actor, target: Contact, expected_version: int | None = None) -> Contact:
    """Mail a contact the single-use link to its organization's portal; an earlier link stops working.

    A role opens the portal: whoever holds none is given one now, for all to see. Raises `Invalid` when there is nobody
    to write to, `Conflict` when the person is in already, `TooSoon` when an invitation has just left.
    """
    require_editable(actor, target.organization)
    with transaction.atomic():
        return _invite(target, actor, expected_version)


def colleague_invite(
    *, actor: Actor, first_name: str, last_name: str, email: str, title: str = "", is_administrator: bool = False
) -> Contact:
    """An administrator of the portal invites a colleague; a contact already recorded with that address is used."""
    organization = _own_organization(actor)
    with transaction.atomic():
        lock(organization)
        contact = Contact.objects.active().filter(organization=organization, email__iexact=email.strip()).first()
        if contact is None:
            contact = Contact(organization=organization)
            set_facts(contact, {"first_name": first_name, "last_name": last_name, "email": email, "title": title})
            store(contact)
        give_role(contact, ContactRoleKind.HR)
        if is_administrator:
            give_role(contact, ContactRoleKind.ADMINISTRATOR)
        return _invite(contact, actor)


def colleague_remind(*, actor: Actor, target: Contact, expected_version: int | None = None) -> Contact:
    """Send a colleague a new invitation; the former link stops working."""
    _require_colleague(actor, target)
    with transaction.atomic():
        return _invite(target, actor, expected_version)


def colleague_remove(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """An administrator closes the portal to a colleague, at once; staff see who did it and when."""
    _require_colleague(actor, target)
    if target.user_id and target.user_id == actor.user.pk:
        raise Conflict("Vous ne pouvez pas vous retirer vous-même : demandez-le à un autre administrateur.")
    with transaction.atomic():
        return leave(target, actor, expected_version, reason)


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


def _invite(target: Contact, actor: Actor, expected_version: int | None = None) -> Contact:
    contact = hold_contact(target, expected_version)
    if not contact.email:
        raise Invalid("Ce contact n’a pas d’adresse électronique.", code="no_email")
    if contact.user_id:
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
