"""Offers that nobody answered."""

import datetime

from mentoring.matching.actions import offers_expire
from nqt.common.due import due


@due("mentoring.matching.offers")
def offers(now: datetime.datetime) -> int:
    """After their last day."""
    return offers_expire(now=now)
