"""What time alone makes due: a pause whose last day has come."""

import datetime

from django.utils import timezone

from mentoring.mentors.actions.life import mentor_come_back
from mentoring.mentors.models import Mentor
from nqt.common.due import due


@due("mentoring.mentors.pauses")
def ended_pauses(now: datetime.datetime) -> int:
    """Mentors who said until when, and that day is here."""
    back = Mentor.objects.back_by(timezone.localdate(now)).order_by("pk").values_list("pk", flat=True)
    return sum(mentor_come_back(pk, now=now) for pk in list(back))
