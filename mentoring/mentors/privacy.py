"""What this feature keeps about mentors, how long, and what erasing one does to it (access.md, art. 30)."""

from django.db.models import Q

from mentoring.mentors.models import MentorState
from nqt.common.keeping import NAMELESS, NO_ADDRESS, Entry, days, forgotten, months, together

ACCOMPANIES = Q(mentorships__isnull=False, mentorships__closed_on__isnull=True)

PRIVACY = {
    "mentoring.Mentor": Entry(
        subject="the mentor",
        fields=[
            "first_name",
            "last_name",
            "email",
            "phone",
            "title",
            "presentation",
            "occupation",
            "study_field",
            "commune",
            "department",
            "languages",
            "offers",
            "availability",
            "time_given",
            "available_from",
            "paused_until",
            "user",
            "invited_by",
        ],
        purpose="proposing graduates to the mentor and following the mentorships; an employer reads its employees'"
        " names, whether they are active, and how many graduates each accompanies",
        keeps=[
            forgotten(
                months(24),
                "updated_at",
                "user__last_login",
                "mentorships__closed_on",
                said="whoever left, or never answered, was last heard of",
                where=Q(state__in=[MentorState.LEFT, MentorState.INVITED]),
                unless=[ACCOMPANIES],
                notice=days(30),
            )
        ],
        blanks={
            **NAMELESS,
            "email": NO_ADDRESS,
            "phone": "",
            "title": "",
            "presentation": "",
            "user": None,
            "commune": None,
            "languages": [],
            "availability": [],
        },
        holds={"user": days(0)},
        erasure="names replaced by « Personne effacée », other texts emptied, account and commune unlinked, state"
        " left; the row stays, since mentorships refer to it; its events rewritten the same way",
    ),
    "mentoring.Employment": Entry(
        subject="the mentor",
        fields=["organization", "valid_from", "valid_until"],
        purpose="counting, on any date, the mentors that a partner gives",
        keeps=[together("mentoring.Mentor")],
        erasure="kept: dates and an employer without a name",
    ),
}
