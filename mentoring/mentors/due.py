"""Pauses that are over."""

import datetime

from mentoring.mentors.actions import mentors_wake
from nqt.common.due import due


@due("mentoring.mentors.pauses")
def pauses(now: datetime.datetime) -> int:
    """On their day."""
    return mentors_wake(now=now)
