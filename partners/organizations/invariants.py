"""What must always be true of organizations and their people."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils import timezone

from nqt.common.dates import known
from nqt.common.invariants import invariant
from nqt.common.text import of
from partners.organizations.actions.people import unadministered_from
from partners.organizations.graph import members_of
from partners.organizations.models import Contact, Membership, Organization


@invariant("organizations.administered")
def portals_are_administered() -> Iterator[str]:
    """Whoever enters a portal, today or later, has somebody in it to ask."""
    people = Contact.objects.with_account().filter(organization=OuterRef("pk")).order_by()
    for organization in Organization.objects.active().filter(Exists(people)).order_by("pk").iterator():
        if day := unadministered_from(organization, timezone.localdate()):
            yield f"L’espace {of(organization.name)} n’a pas d’administrateur {known(day)}."


@invariant("organizations.no_circle")
def memberships_make_no_circle() -> Iterator[str]:
    """Nobody belongs to itself, today, through others."""
    today = timezone.localdate()
    bodies = Membership.objects.on(today).values("body").distinct().order_by("body")
    for organization in Organization.objects.filter(pk__in=bodies):
        if Organization.objects.filter(pk=organization.pk, pk__in=members_of(organization.pk, today)).exists():
            yield f"{organization.name} est membre d’elle-même, à travers d’autres."
