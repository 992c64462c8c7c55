"""Who enters an organization's portal: invitations, and what its own administrators do with colleagues."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy

from nqt.accounts.actions import invitation_create
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import OTHER, SAME, require_answer, same_words
from nqt.accounts.models import Invitation, User
from nqt.audit.transitions import step
from nqt.common.acts import May, act, guard
from nqt.common.errors import Conflict, Expired, Forbidden, Refusal
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.text import of
from nqt.common.violations import store
from nqt.outbox.by_hand import post_by_hand
from nqt.outbox.rules import LOST_LINK
from partners.organizations.actions.access import settle_address
from partners.organizations.actions.people import (
    give_role,
    hold_contact,
    keep_an_administrator,
    leave,
    lock,
    unadministered_from,
)
from partners.organizations.actions.writing import archived, close, outside, require_active
from partners.organizations.models import Contact, ContactRoleKind, Organization
from partners.organizations.models.people import INVITATION_MAIL, INVITATION_PURPOSE

ADMINISTER = "administer"
"""The power of a hat that invites and removes colleagues."""
ADMINISTRATORS_ALONE = "Seuls les administrateurs du portail invitent et retirent des collègues."
GONE = "Cette invitation n’est plus valable : adressez-vous à la personne qui vous a invité."


def may_invite(actor: Actor, contact: Contact) -> Refusal | None:
    """Somebody in the perimeter, who is there and not in yet."""
    return outside(actor, contact.organization) or _invitable(contact)


def may_invite_colleagues(actor: Actor, _: None = None) -> Refusal | None:
    """The administrators of the portal."""
    return None if actor.can(ADMINISTER) and actor.organization_id is not None else Forbidden(ADMINISTRATORS_ALONE)


def may_remind_colleague(actor: Actor, contact: Contact) -> Refusal | None:
    """A colleague who is not in yet."""
    return _stranger(actor, contact) or _invitable(contact)


def may_remove_colleague(actor: Actor, contact: Contact) -> Refusal | None:
    """A colleague; nobody removes oneself."""
    if is_self(actor, contact):
        return _stranger(actor, contact) or Conflict(lazy(leaving_oneself, str)(contact))
    return _stranger(actor, contact) or step("archive")(actor, contact)


def may_entrust(actor: Actor, contact: Contact) -> Refusal | None:
    """A colleague who is in, and does not administer yet."""
    if not contact.has_account:
        return _stranger(actor, contact) or Conflict("Cette personne n’a pas encore accès au portail.")
    already = Conflict("Cette personne administre déjà.") if _administers(contact) else None
    return _stranger(actor, contact) or archived(contact) or already


def may_relieve(actor: Actor, contact: Contact) -> Refusal | None:
    """A colleague who administers; oneself, once somebody else does too."""
    if refusal := _stranger(actor, contact):
        return refusal
    if not _administers(contact):
        return Conflict("Cette personne n’administre pas.")
    alone = is_self(actor, contact) and not _is_seconded(contact)
    return Conflict(lazy(leaving_oneself, str)(contact)) if alone else None


def may_correct_own(actor: Actor, organization: Organization) -> Refusal | None:
    """An administrator of its own portal; the rest of the record is NQT's to check."""
    if refusal := may_invite_colleagues(actor):
        return refusal
    return archived(organization) if actor.organization_id == organization.pk else Forbidden()


def is_self(actor: Actor, contact: Contact) -> bool:
    """The contact is the reader."""
    return actor.user is not None and contact.user_id == actor.user.pk


def _stranger(actor: Actor, contact: Contact) -> Refusal | None:
    """The actor administers the portal of the contact's organization."""
    if refusal := may_invite_colleagues(actor):
        return refusal
    return None if actor.organization_id == contact.organization_id else Forbidden()


def _invitable(contact: Contact) -> Refusal | None:
    if refusal := archived(contact.organization) or archived(contact):
        return refusal
    if not contact.email:
        return Conflict("Ce contact n’a pas d’adresse électronique.", code="no_email")
    return Conflict("Cette personne a déjà accès au portail.", code="in_portal") if contact.has_account else None


def _administers(contact: Contact) -> bool:
    """Today; a page has read the roles of all its rows at once."""
    if "held" in contact.__dict__:
        return any(role.kind == ContactRoleKind.ADMINISTRATOR for role in contact.__dict__["held"])
    return contact.roles.on(timezone.localdate()).filter(kind=ContactRoleKind.ADMINISTRATOR).exists()


def _is_seconded(contact: Contact) -> bool:
    """Somebody else administers too; a page has asked it for all its rows at once."""
    if "is_seconded" in contact.__dict__:
        return bool(contact.__dict__["is_seconded"])
    others = Contact.objects.administrators(timezone.localdate()).exclude(pk=contact.pk)
    return others.filter(organization=contact.organization_id).exists()


@act(may_invite)
def contact_invite(
    *, actor: Actor, target: Contact, expected_version: int | None = None, address_holder: str = ""
) -> Contact:
    """Mail a contact the single-use link to its organization's portal; an earlier link stops working.

    A role opens the portal: whoever holds none is given one now, for all to see. An address with an account in another
    name is a question first (`settle_address`). Raises `Invalid` when there is nobody to write to or no answer,
    `Conflict` when the person is in already, `TooSoon` when an invitation has just left.
    """
    with transaction.atomic():
        return _invite(target, actor, expected_version, address_holder, may=may_invite)


@act(may_invite_colleagues)
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
        return _invite(contact, actor, answer=address_holder, may=may_remind_colleague)


def _require_same_person(contact: Contact, first_name: str, last_name: str, answer: str) -> None:
    """The colleague recorded with this address is the one typed. Raises `Invalid` to ask, `Conflict` if she is not."""
    if same_words(contact.full_name, f"{first_name} {last_name}") or answer == SAME:
        return
    if answer == OTHER:
        raise Conflict(f"Cette adresse est encore celle {of(contact)} : retirez d’abord ce collègue, puis invitez.")
    raise require_answer(f"Cette adresse est celle {of(contact)}, parmi vos collègues. Est-ce la même personne ?")


@act(may_correct_own)
def own_organization_correct(
    *, actor: Actor, target: Organization, expected_version: int | None, **facts: Any
) -> Organization:
    """A partner keeps its own address and site right; staff read in the history who did it."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_correct_own)
        set_facts(organization, facts)
        return store(organization)


@act(may_remind_colleague)
def colleague_remind(
    *, actor: Actor, target: Contact, expected_version: int | None = None, address_holder: str = ""
) -> Contact:
    """Send a colleague a new invitation; the former link stops working."""
    with transaction.atomic():
        return _invite(target, actor, expected_version, address_holder, may=may_remind_colleague)


@act(may_remove_colleague)
def colleague_remove(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """An administrator closes the portal to a colleague, at once; staff see who did it and when."""
    with transaction.atomic():
        return leave(target, actor, expected_version, reason, may=may_remove_colleague)


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


@act(may_entrust)
def colleague_entrust(*, actor: Actor, target: Contact, expected_version: int | None = None) -> Contact:
    """Make a colleague of the portal an administrator too."""
    with transaction.atomic():
        contact = hold_contact(target, expected_version, actor=actor, may=may_entrust)
        give_role(contact, ContactRoleKind.ADMINISTRATOR)
        return contact


@act(may_relieve)
def colleague_relieve(*, actor: Actor, target: Contact, expected_version: int | None = None) -> Contact:
    """Take the administration back from a colleague, or from oneself once another holds it."""
    with transaction.atomic():
        contact = hold_contact(target, expected_version, actor=actor, may=may_relieve)
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
        contact = hold_contact(target)
        if not contact.is_available:
            raise Expired(GONE)
        today = timezone.localdate()
        if not contact.roles.on(today).exists():
            raise Expired(GONE)
        contact.user = user
        store(contact)
        if alone_from := unadministered_from(contact.organization, today):
            give_role(contact, ContactRoleKind.ADMINISTRATOR, since=alone_from)
        return contact


def _invite(
    target: Contact, actor: Actor, expected_version: int | None = None, answer: str = "", *, may: May
) -> Contact:
    guard(may, actor, target)
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
    contact = hold_contact(target, expected_version, actor=actor, may=may)
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
    guard(may_invite_colleagues, actor, None)
    organization = Organization.objects.get(pk=actor.organization_id)
    require_active(organization)
    return organization
