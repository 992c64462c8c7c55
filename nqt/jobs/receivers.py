"""Closing an account ends the long work that it asked for."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from nqt.accounts import signals
from nqt.accounts.models import User
from nqt.jobs.models import Job, JobState


@receiver(signals.user_disabled, dispatch_uid="jobs.user_disabled")
def _stop_all(user: User, **kwargs: Any) -> None:
    """Each hears it at its next step, or when it is leased; nothing of it is written."""
    live = Job.objects.filter(owner=user, state__in=(JobState.WAITING, JobState.RUNNING), cancel_asked_at=None)
    live.update(cancel_asked_at=timezone.now())
