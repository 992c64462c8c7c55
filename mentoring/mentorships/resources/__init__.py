"""Every resource of the feature, by audience."""

from mentoring.mentorships.resources import graduate, mentor, offers, staff

__all__ = ["graduate", "mentor", "offers", "staff"]
