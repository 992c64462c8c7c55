"""Every resource of the feature, by audience."""

from mentoring.mentorships.resources import graduate, looks, meetings, mentor, staff

__all__ = ["graduate", "looks", "meetings", "mentor", "staff"]
