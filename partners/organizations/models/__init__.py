"""Tables of the organizations: bodies, dated ties, people."""

from partners.organizations.models.organization import Organization
from partners.organizations.models.people import Contact, ContactRole
from partners.organizations.models.ties import Membership, OrganizationName, Presence, Succession

__all__ = ["Contact", "ContactRole", "Membership", "Organization", "OrganizationName", "Presence", "Succession"]
