"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from django.db.models import Q

from mentoring.mentorships.models.concern import ConcernState
from nqt.common.keeping import Entry, emptied, months, together

AFTER = months(12)
END = "the end of the mentorship"

PRIVACY = {
    "mentoring.Mentorship": Entry(
        subject="the graduate and the mentor",
        fields=["close_note"],
        purpose="accompanying, and knowing how it ended",
        keeps=[together("mentoring.Graduate", "mentoring.Mentor")],
        blanks={"close_note": ""},
        erasure="a pair that goes on is closed, meetings to come cancelled; the note is emptied;"
        " dates, state and reason stay, since they are counted",
    ),
    "mentoring.Meeting": Entry(
        subject="the graduate and the mentor",
        fields=["place", "topic", "shared_note", "private_note", "reported_by"],
        purpose="meeting, and telling what one keeps of it; dates and states are kept as the mentorship",
        keeps=[emptied(AFTER, "mentorship__closed_on", said=END)],
        blanks={"place": "", "topic": "", "shared_note": "", "private_note": "", "reported_by": None},
        erasure="texts emptied, in the row and its events; the private note has no events",
    ),
    "mentoring.Concern": Entry(
        subject="whoever tells, and whoever is told of",
        fields=["raised_by", "text", "settlement"],
        purpose="protecting people; national staff alone read it",
        keeps=[emptied(AFTER, "mentorship__closed_on", "settled_at", said=END, where=Q(state=ConcernState.SETTLED))],
        blanks={"text": "(effacé)", "settlement": "", "raised_by": None},
        erasure="texts emptied, in the row and its events",
    ),
}
NOBODY = {"mentoring.MeetingSlot": "hours that were proposed, without a word"}
