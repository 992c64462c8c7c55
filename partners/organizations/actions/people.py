"""Writes on contacts and their roles, by staff."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import require_same_person
from nqt.audit.transitions import move, step
from nqt.common.acts import May, act, guard
from nqt.common.dates import french_day
from nqt.common.errors import Conflict, Refusal
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.violations import named_violations, store
from partners.organizations import dependents
from partners.organizations.actions.returning import give_back_roles
from partners.organizations.actions.writing import archived, close, ended, outside, require_active, require_editable
from partners.organizations.models import Contact, ContactRole, ContactRoleKind, Organization
from partners.organizations.models.organization import OrganizationQuerySet
from partners.organizations.models.people import INVITATION_PURPOSE


def may_add_contact(actor: Actor, organization: Organization) -> Refusal | None:
    """At an organization one may change, and works with."""
    return outside(actor, organization) or archived(organization)


@act(may_add_contact)
def contact_add(
    *,
    actor: Actor,
    organization: Organization,
    roles: list[str] | tuple[str, ...] = (),
    since: datetime.date | None = None,
    **facts: Any,
) -> Contact:
    """Record a person at an organization, with the roles held since a date (today unless said)."""
    require_editable(actor, organization)
    with transaction.atomic():
        require_active(lock(organization))
        contact = Contact(organization=organization)
        set_facts(contact, facts)
        store(contact)
        for kind in dict.fromkeys(roles):
            store(ContactRole(contact=contact, kind=kind, valid_from=since or timezone.localdate()))
        return contact


def may_change_contact(actor: Actor, contact: Contact) -> Refusal | None:
    """In the perimeter; an archived person is restored first, her organization before her."""
    return outside(actor, contact.organization) or archived(contact.organization) or archived(contact)


def may_archive_contact(actor: Actor, contact: Contact) -> Refusal | None:
    """In the perimeter, while she is there."""
    return outside(actor, contact.organization) or step("archive")(actor, contact)


def may_restore_contact(actor: Actor, contact: Contact) -> Refusal | None:
    """In the perimeter, at an organization that is worked with."""
    return outside(actor, contact.organization) or step("restore")(actor, contact) or archived(contact.organization)


@act(may_change_contact)
def contact_update(
    *, actor: Actor, target: Contact, expected_version: int | None, address_holder: str = "", **facts: Any
) -> Contact:
    """Correct a person's details.

    Another address ends the invitation sent to the former one; what else was sent there goes again to the new one.
    Somebody else's name on a record that has an account is a question first: a successor has a record of her own.
    """
    with transaction.atomic():
        dependents.hold(target)
        contact = hold_contact(target, expected_version, actor=actor, may=may_change_contact)
        former, name = contact.email, contact.full_name
        set_facts(contact, facts)
        require_same_person(contact.user, name, contact.full_name, address_holder)
        store(contact)
        if contact.email.lower() != former.lower():
            invitation_void(purpose=INVITATION_PURPOSE, subject_id=contact.pk)
            dependents.address_changed(contact, actor)
        return contact


@act(may_archive_contact)
def contact_archive(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """The person left: roles end today, the portal closes, an open invitation no longer works."""
    with transaction.atomic():
        return leave(target, actor, expected_version, reason, may=may_archive_contact)


@act(may_restore_contact)
def contact_restore(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """The person is a contact again, and the roles that archiving ended run on.

    Somebody with an account administers the portal from the day nobody else would.
    """
    with transaction.atomic():
        organization = lock(target.organization)
        contact = claim(target, expected_version, actor=actor, may=may_restore_contact)
        with named_violations():
            move(contact, "restore", actor=actor, reason=reason)
        give_back_roles(contact)
        if alone_from := unadministered_from(organization, timezone.localdate()):
            give_role(contact, ContactRoleKind.ADMINISTRATOR, since=alone_from)
        return contact


def may_remove_role(actor: Actor, role: ContactRole) -> Refusal | None:
    """Of somebody at an organization one may change."""
    return outside(actor, role.contact.organization)


def may_end_role(actor: Actor, role: ContactRole) -> Refusal | None:
    """The same, while it runs."""
    return may_remove_role(actor, role) or ended(role)


@act(may_change_contact)
def contact_role_add(
    *,
    actor: Actor,
    contact: Contact,
    kind: str,
    valid_from: datetime.date | None = None,
    valid_until: datetime.date | None = None,
) -> ContactRole:
    """The person holds a role from a date (unknown when None) to another."""
    with transaction.atomic():
        contact = hold_contact(contact, actor=actor, may=may_change_contact)
        role = store(ContactRole(contact=contact, kind=kind, valid_from=valid_from, valid_until=valid_until))
        if contact.user_id and kind != ContactRoleKind.ADMINISTRATOR:
            keep_an_administrator(contact.organization, actor)
        return role


@act(may_end_role)
def contact_role_end(*, actor: Actor, target: ContactRole, valid_until: datetime.date | None = None) -> ContactRole:
    """The role ends on a date, today unless said; on the very day it began, it never was and is taken away.

    Raises `Invalid` when it begins later, `Conflict` when it has ended or ends earlier, and when the portal would have
    no administrator on that date or a later one: what another's role already says of its end counts too.
    """
    with transaction.atomic():
        organization = lock(target.contact.organization)
        role = ContactRole.objects.select_for_update(of=("self",)).get(pk=target.pk)
        guard(may_end_role, actor, role)
        close(role, valid_until or timezone.localdate())
        keep_an_administrator(organization, actor)
        return role


@act(may_remove_role)
def contact_role_remove(*, actor: Actor, target: ContactRole) -> None:
    """Take away a role that never was; one that ended is ended, not removed."""
    with transaction.atomic():
        organization = lock(target.contact.organization)
        role = ContactRole.objects.select_for_update(of=("self",)).get(pk=target.pk)
        guard(may_remove_role, actor, role)
        role.delete()
        keep_an_administrator(organization, actor)


# shared with the portal's administrators -----------------------------------------------------------------------------
def lock(organization: Organization) -> Organization:
    """One writer of an organization's people at a time."""
    return Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)


def lock_all(organizations: OrganizationQuerySet) -> list[Organization]:
    """Several of them, always in the same order: two writers never wait for each other."""
    ids = organizations.order_by().values("pk")
    return list(Organization.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def hold_contact(
    target: Contact, expected_version: int | None = None, *, actor: Actor | None = None, may: May | None = None
) -> Contact:
    """The person as it is now, and nobody else's to write, once its organization is locked. Raises as `claim` does."""
    organization = lock(target.organization)
    contact = claim(target, expected_version, actor=actor, may=may)
    contact.organization = organization
    return contact


def leave(
    target: Contact, actor: Actor, expected_version: int | None, reason: str, *, may: May | None = None
) -> Contact:
    """End everything a person holds at its organization."""
    today = timezone.localdate()
    organization = lock(target.organization)
    contact = claim(target, expected_version, actor=actor, may=may)
    move(contact, "archive", actor=actor, reason=reason)
    for role in contact.roles.exclude(valid_until__lte=today):
        close(role, max(today, role.valid_from or today))
    invitation_void(purpose=INVITATION_PURPOSE, subject_id=contact.pk)
    keep_an_administrator(organization, actor)
    return contact


def keep_an_administrator(organization: Organization, actor: Actor) -> None:
    """People of the portal always have one of them who can invite and remove, today and later. Raises `Conflict`.

    Staff may close the portal altogether, by removing its last person.
    """
    today = timezone.localdate()
    alone_from = unadministered_from(organization, today)
    is_closed = not Contact.objects.filter(organization=organization).administrators(today).exists()
    if alone_from is None and (not is_closed or actor.is_staff or actor.is_system):
        return
    when = f", à partir du {french_day(alone_from)}" if alone_from and alone_from > today else ""
    raise Conflict(
        f"Il ne resterait aucun administrateur{when} : confiez d’abord l’administration à un collègue.",
        code="no_administrator",
    )


def unadministered_from(organization: Organization, start: datetime.date) -> datetime.date | None:
    """The first day, from `start` on, when somebody would enter the portal and nobody administer it; None for never."""
    people = Contact.objects.with_account().filter(organization=organization)
    roles = list(ContactRole.objects.filter(contact__in=people).exclude(valid_until__lte=start).order_by("pk"))
    bounds = {bound for role in roles for bound in (role.valid_from, role.valid_until) if bound and bound > start}
    for day in sorted({start, *bounds}):
        held = {role.kind for role in roles if role.holds_on(day)}
        if held and ContactRoleKind.ADMINISTRATOR not in held:
            return day
    return None


def give_role(contact: Contact, kind: ContactRoleKind, *, since: datetime.date | None = None) -> None:
    """The role from a day on (today unless said), unless held then; until it begins anyway when that was planned."""
    day = since or timezone.localdate()
    if not contact.roles.on(day).filter(kind=kind).exists():
        planned = contact.roles.filter(kind=kind, valid_from__gt=day).order_by("valid_from").first()
        until = planned.valid_from if planned else None
        store(ContactRole(contact=contact, kind=kind, valid_from=day, valid_until=until))
