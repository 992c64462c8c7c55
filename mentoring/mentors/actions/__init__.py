"""Every write on mentors."""

from mentoring.mentors.actions.employment import employment_change, employment_end
from mentoring.mentors.actions.inviting import (
    mentor_add,
    mentor_invite,
    mentor_link,
    mentor_remind,
    mentor_uninvite,
)
from mentoring.mentors.actions.life import (
    mentor_come_back,
    mentor_leave,
    mentor_pause,
    mentor_restore,
    mentor_resume,
)
from mentoring.mentors.actions.profile import mentor_edit

__all__ = [
    "employment_change",
    "employment_end",
    "mentor_add",
    "mentor_come_back",
    "mentor_edit",
    "mentor_invite",
    "mentor_leave",
    "mentor_link",
    "mentor_pause",
    "mentor_remind",
    "mentor_restore",
    "mentor_resume",
    "mentor_uninvite",
]
