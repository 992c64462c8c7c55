"""What an organization's page, and a contact's, show beside their own facts."""

from nqt.door.panels import panel
from partners.organizations.resources.staff_people import OrganizationContacts
from partners.organizations.resources.staff_places import (
    OrganizationNames,
    OrganizationPresences,
    OrganizationSuccessions,
)
from partners.organizations.resources.staff_roles import ContactRoles
from partners.organizations.resources.staff_ties import OrganizationBodies, OrganizationMembers

for order, (part, resource) in enumerate(
    (
        ("members", OrganizationMembers),
        ("beside_contacts", OrganizationContacts),
        ("beside_bodies", OrganizationBodies),
        ("beside_presences", OrganizationPresences),
        ("beside_successions", OrganizationSuccessions),
        ("beside_names", OrganizationNames),
    ),
    start=1,
):
    template = f"partners/organizations/staff/_{part}.html"
    panel("organizations", parent="organization", order=order * 10, template=template)(resource)

panel("contacts", parent="contact", order=10)(ContactRoles)
