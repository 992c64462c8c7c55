"""The tables of mentorships: the pair, its meetings, what went wrong."""

from mentoring.mentorships.models.concern import Concern
from mentoring.mentorships.models.meeting import Meeting, MeetingMode, MeetingSlot, MeetingState, Side
from mentoring.mentorships.models.mentorship import NO_LONGER_LOOKING, CloseReason, Mentorship, MentorshipState

__all__ = [
    "NO_LONGER_LOOKING",
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
