"""Pauses whose last day has come."""

import datetime

from mentoring.mentors.actions import mentor_come_back
from mentoring.mentors.models import Mentor
from nqt.common.due import due


@due("mentoring.mentors.pauses")
def pauses(now: datetime.datetime) -> int:
    """On the day they said, one by one; how many are back."""
    over = Mentor.objects.back_by(now).order_by("pk").values_list("pk", flat=True)
    return sum(mentor_come_back(pk, now=now) for pk in list(over))
