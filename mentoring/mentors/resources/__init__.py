"""Every resource of the feature, by audience."""

from mentoring.mentors.resources import mentor, partner, staff

__all__ = ["mentor", "partner", "staff"]
