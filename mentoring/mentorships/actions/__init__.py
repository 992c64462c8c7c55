"""Every write on mentorships, meetings and concerns; each action locks the rows it changes, the mentor first."""

from mentoring.mentorships.actions.concerns import concern_raise, concern_reopen, concern_settle
from mentoring.mentorships.actions.meetings import (
    meeting_cancel,
    meeting_confirm,
    meeting_move,
    meeting_propose,
    meeting_report,
)
from mentoring.mentorships.actions.pairing import (
    mentor_change,
    mentorship_close,
    mentorship_pause,
    mentorship_reopen,
    mentorship_resume,
)

__all__ = [
    "concern_raise",
    "concern_reopen",
    "concern_settle",
    "meeting_cancel",
    "meeting_confirm",
    "meeting_move",
    "meeting_propose",
    "meeting_report",
    "mentor_change",
    "mentorship_close",
    "mentorship_pause",
    "mentorship_reopen",
    "mentorship_resume",
]
