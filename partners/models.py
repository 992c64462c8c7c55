"""The tables of the partnership, feature by feature; each feature owns its models."""

from partners.conventions.models import (
    Article,
    Convention,
    ConventionTerritory,
    ConventionText,
    NumberRegister,
    Signatory,
    Signature,
    SigningCode,
)
from partners.organizations.models import (
    Contact,
    ContactRole,
    Membership,
    Organization,
    OrganizationName,
    Presence,
    Succession,
)

__all__ = [
    "Article",
    "Contact",
    "ContactRole",
    "Convention",
    "ConventionTerritory",
    "ConventionText",
    "Membership",
    "NumberRegister",
    "Organization",
    "OrganizationName",
    "Presence",
    "Signatory",
    "Signature",
    "SigningCode",
    "Succession",
]
