"""What each audience sees of conventions and may do with them."""

from partners.conventions.resources import looks, partner, public, staff, staff_parts

__all__ = ["looks", "partner", "public", "staff", "staff_parts"]
