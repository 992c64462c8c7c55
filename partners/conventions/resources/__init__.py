"""What each audience sees of conventions and may do with them."""

from partners.conventions.resources import copy, looks, organization, partner, public, staff, staff_parts

__all__ = ["copy", "looks", "organization", "partner", "public", "staff", "staff_parts"]
