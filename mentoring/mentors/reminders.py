"""What time alone makes due: a pause whose last day has come."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from mentoring.mentors.actions.life import mentor_come_back
from mentoring.mentors.models import Mentor
from nqt.outbox.due import due


@due("mentoring.mentors.pauses", act=mentor_come_back)
def ended_pauses(now: datetime.datetime) -> Iterable[int]:
    """Mentors who said until when, and that day is here."""
    return Mentor.objects.back_by(timezone.localdate(now)).order_by("pk").values_list("pk", flat=True)
