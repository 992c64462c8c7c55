"""Tables of the organizations: bodies, dated ties, people; beside each, the words it chooses among."""

from partners.organizations.models.organization import NATIONAL_HEADS, LegalForm, Organization, OrganizationKind
from partners.organizations.models.people import Contact, ContactRole, ContactRoleKind, PortalAccess
from partners.organizations.models.record import RecordState
from partners.organizations.models.ties import (
    Membership,
    OrganizationName,
    Presence,
    Succession,
    SuccessionKind,
    TieStage,
)

__all__ = [
    "NATIONAL_HEADS",
    "Contact",
    "ContactRole",
    "ContactRoleKind",
    "LegalForm",
    "Membership",
    "Organization",
    "OrganizationKind",
    "OrganizationName",
    "PortalAccess",
    "Presence",
    "RecordState",
    "Succession",
    "SuccessionKind",
    "TieStage",
]
