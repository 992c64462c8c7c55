"""What each audience sees of organizations and their people, and may do with them."""

from partners.organizations.resources import (
    partner,
    partner_members,
    partner_places,
    staff,
    staff_people,
    staff_places,
    staff_roles,
    staff_ties,
)

__all__ = [
    "partner",
    "partner_members",
    "partner_places",
    "staff",
    "staff_people",
    "staff_places",
    "staff_roles",
    "staff_ties",
]
