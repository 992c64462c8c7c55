"""What time alone makes due: applications that nobody has answered."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from mentoring.graduates.late import NATIONAL_AFTER, REGIONAL_AFTER, late_for, staff_of
from mentoring.graduates.models import Graduate
from nqt.accounts.models import User
from nqt.outbox.reminders import Reminder, rule
from regions.assignments.models import Assignment


@rule("mentoring.graduates.application_waiting")
def application_waiting(now: datetime.datetime) -> Iterator[Reminder]:
    """Once a week at most to a member of staff: how many wait in her perimeter is counted when it leaves, unnamed."""
    today = timezone.localdate(now)
    week = f"{today.isocalendar().year}-{today.isocalendar().week}"
    if not Graduate.objects.unanswered_for(min(REGIONAL_AFTER, NATIONAL_AFTER), today).exists():
        return
    for user in User.objects.filter(is_active=True, pk__in=Assignment.objects.on(today).values("user")).order_by("pk"):
        actor = staff_of(user, today)
        if actor and late_for(actor, today).exists():
            yield Reminder(
                kind="mentoring.graduates.application_waiting",
                to=user.email,
                user=user,
                key=f"application_waiting:{user.public_id}:{week}",
            )
