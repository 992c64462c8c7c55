"""Every resource of the feature, by audience."""

from mentoring.mentorships.resources import graduate, meetings, mentor, staff

__all__ = ["graduate", "meetings", "mentor", "staff"]
