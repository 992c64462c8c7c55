"""Offers that nobody answered."""

import datetime

from mentoring.proposals.actions import offers_expire
from nqt.common.due import due


@due("mentoring.proposals.offers")
def offers(now: datetime.datetime) -> int:
    """After their last day."""
    return offers_expire(now=now)
