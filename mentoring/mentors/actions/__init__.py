"""Every write on mentors and their employments; each action locks the mentor."""

from mentoring.mentors.actions.inviting import colleague_mentor_invite, mentor_invite, mentor_invite_again, mentor_link
from mentoring.mentors.actions.life import (
    employment_change,
    mentor_leave,
    mentor_pause,
    mentor_restore,
    mentor_resume,
    mentor_update,
    mentors_wake,
    profile_update,
)

__all__ = [
    "colleague_mentor_invite",
    "employment_change",
    "mentor_invite",
    "mentor_invite_again",
    "mentor_leave",
    "mentor_link",
    "mentor_pause",
    "mentor_restore",
    "mentor_resume",
    "mentor_update",
    "mentors_wake",
    "profile_update",
]
