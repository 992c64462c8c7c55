"""What time alone makes due: applications that nobody has answered."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from mentoring.graduates.late import NATIONAL_AFTER, REGIONAL_AFTER
from mentoring.graduates.models import Graduate
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.outbox.reminders import Reminder, rule
from regions.assignments.models import Assignment


@rule("mentoring.graduates.application_waiting")
def application_waiting(now: datetime.datetime) -> Iterator[Reminder]:
    """Once a week at most to a member of staff, with how many wait in her perimeter and no name."""
    today = timezone.localdate(now)
    week = f"{today.isocalendar().year}-{today.isocalendar().week}"
    late = Graduate.objects.awaiting_answer().filter(submitted_at__lte=now - datetime.timedelta(days=REGIONAL_AFTER))
    if not late.exists():
        return
    for user in User.objects.filter(is_active=True, pk__in=Assignment.objects.on(today).values("user")).order_by("pk"):
        actor = next((Actor.wearing(user, hat) for hat in hats_of(user, on=today) if hat.audience == "staff"), None)
        if actor is None:
            continue
        days = NATIONAL_AFTER if actor.is_national else REGIONAL_AFTER
        since = now - datetime.timedelta(days=days)
        number = late.visible_to(actor).filter(submitted_at__lte=since).count()
        if number:
            yield Reminder(
                kind="mentoring.graduates.application_waiting",
                to=user.email,
                user=user,
                key=f"application_waiting:{user.public_id}:{week}",
                context={"number": number, "days": days},
            )
