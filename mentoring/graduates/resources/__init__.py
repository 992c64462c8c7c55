"""Every resource of the feature, by audience."""

from mentoring.graduates.resources import employers, graduate, public, staff, staff_links

__all__ = ["employers", "graduate", "public", "staff", "staff_links"]
