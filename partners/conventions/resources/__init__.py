"""What each audience sees of conventions and may do with them."""

from partners.conventions.resources import (
    copy,
    handover,
    organization,
    partner,
    public,
    staff,
    staff_body,
    staff_parts,
    staff_signing,
)

__all__ = [
    "copy",
    "handover",
    "organization",
    "partner",
    "public",
    "staff",
    "staff_body",
    "staff_parts",
    "staff_signing",
]
