"""Every resource of the feature, by audience."""

from mentoring.graduates.resources import graduate, public, staff, staff_links

__all__ = ["graduate", "public", "staff", "staff_links"]
