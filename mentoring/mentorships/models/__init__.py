"""The tables of mentorships: the pair, its meetings, what went wrong."""

from mentoring.mentorships.models.concern import Concern
from mentoring.mentorships.models.meeting import Meeting, MeetingMode, MeetingSlot, MeetingState, Side
from mentoring.mentorships.models.mentorship import CloseReason, Mentorship, MentorshipState

__all__ = [
    "CloseReason",
    "Concern",
    "Meeting",
    "MeetingMode",
    "MeetingSlot",
    "MeetingState",
    "Mentorship",
    "MentorshipState",
    "Side",
]
