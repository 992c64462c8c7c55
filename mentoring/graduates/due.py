"""Drafts that nobody touches are forgotten."""

import datetime

from mentoring.graduates.actions import drafts_purge
from nqt.common.due import due


@due("mentoring.graduates.drafts")
def drafts(now: datetime.datetime) -> int:
    """After 30 days."""
    return drafts_purge(now=now)
