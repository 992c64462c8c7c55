"""What this feature keeps about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from django.db.models import Q

from nqt.common.keeping import Entry, deleted, years
from nqt.privacy.models import RequestState, RightKind

PRIVACY = {
    "privacy.RightsRequest": Entry(
        subject="whoever asked for a right, whoever wrote it down, and whoever answered",
        fields=["object_public_id", "user", "entered_by", "words", "answer", "delay_reason", "done_by"],
        purpose="answering within a month; proving that it was done; erasing again after a backup is restored",
        keeps=[
            deleted(
                years(5),
                "answered_at",
                said="the answer",
                unless=[Q(kind=RightKind.RESTRICTION, state=RequestState.DONE)],
            )
        ],
        blanks={"words": "", "answer": "", "delay_reason": ""},
        erasure="the line stays, with its dates and an id that points to an emptied row; what was asked and answered"
        " in words is emptied, with the reasons of its steps",
    ),
}
NOBODY = {"privacy.RetentionDay": "days and numbers of rows"}
