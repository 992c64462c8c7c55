"""What each audience sees of conventions and may do with them."""

from partners.conventions.resources import (
    handover,
    looks,
    organization,
    partner,
    public,
    staff,
    staff_parts,
    staff_signing,
)

__all__ = ["handover", "looks", "organization", "partner", "public", "staff", "staff_parts", "staff_signing"]
