"""What time alone makes due: requests whose term comes near, or has passed."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from nqt.outbox.reminders import Reminder, rule
from nqt.privacy.answerers import answerers_on
from nqt.privacy.models import RightsRequest
from nqt.privacy.rules import NEAR


@rule("privacy.requests_due")
def requests_due(now: datetime.datetime) -> Iterator[Reminder]:
    """Once a week to each of those who answer, from seven days before the first term."""
    today = timezone.localdate(now)
    if not RightsRequest.objects.asked().filter(due_on__lte=today + NEAR).exists():
        return
    year, week, _ = today.isocalendar()
    for user in answerers_on(today):
        key = f"privacy.requests_due:{user.public_id}:{year}-{week}"
        yield Reminder(kind="privacy.requests_due", to=user.email, user=user, key=key)
