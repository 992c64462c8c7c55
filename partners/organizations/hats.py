"""The partner's hats: one for each organization where a contact linked to the account holds a role today."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from nqt.accounts.hats import Hat, provider
from nqt.accounts.invitations import on_accept
from nqt.accounts.models import Invitation, User
from nqt.accounts.roles import Audience, Role
from nqt.common.text import of
from partners.organizations.actions.people import lock
from partners.organizations.actions.portal import ADMINISTER, contact_link
from partners.organizations.models import (
    Contact,
    ContactRole,
    ContactRoleKind,
    Organization,
    OrganizationKind,
    Presence,
)
from partners.organizations.models.people import INVITATION_PURPOSE

ROLES = {
    OrganizationKind.REGIONAL_ASSOCIATION: Role.PARTNER_REGIONAL,
    OrganizationKind.UNION: Role.PARTNER_UNION,
    OrganizationKind.FEDERATION: Role.PARTNER_UNION,
}
"""Kinds that read something of their members; every other kind reads itself alone."""


def held(on: datetime.date) -> ArraySubquery:
    """The contacts of a user, each with its roles of a date and the departments where its organization is."""
    roles = ContactRole.objects.on(on).filter(contact=OuterRef("pk")).order_by("kind").values("kind")
    places = Presence.objects.on(on).filter(organization=OuterRef("organization_id")).order_by("department__code")
    facts = JSONObject(
        organization=JSONObject(
            **{name: f"organization__{name}" for name in ("id", "public_id", "kind", "name", "short_name")}
        ),
        roles=ArraySubquery(roles),
        departments=ArraySubquery(places.values("department__code")),
    )
    contacts = Contact.objects.available().filter(user=OuterRef("pk"), organization__is_nqt=False)
    return ArraySubquery(contacts.order_by("organization__folded", "pk").values(facts=facts))


@provider(held)
def partner_hats(contacts: list[dict[str, Any]]) -> Iterable[Hat]:
    """One for each organization."""
    for contact in contacts:
        if contact["roles"]:
            organization = Organization(**contact["organization"])
            yield Hat(
                key=f"organization-{organization.public_id}",
                audience=Audience.PARTNER,
                role=ROLES.get(organization.kind, Role.PARTNER_LANDLORD),
                label=str(organization),
                organization_id=organization.pk,
                department_codes=frozenset(contact["departments"]),
                powers=frozenset({ADMINISTER} if ContactRoleKind.ADMINISTRATOR in contact["roles"] else ()),
            )


def invited_to(invitation: Invitation) -> str:
    """What the invitation page says one is invited to."""
    contact = Contact.objects.select_related("organization").filter(pk=invitation.subject_id).first()
    return f"l’espace partenaire {of(contact.organization.name)}" if contact else ""


def hold_people(invitation: Invitation) -> None:
    """The organization first, as every write on its people."""
    contact = Contact.objects.select_related("organization").filter(pk=invitation.subject_id).first()
    if contact:
        lock(contact.organization)


@on_accept(INVITATION_PURPOSE, describe=invited_to, hold=hold_people)
def open_portal(invitation: Invitation, user: User) -> None:
    """The account becomes the contact's."""
    contact_link(invitation=invitation, user=user)
