"""Offers that nobody answered, records of runs that nobody checks any more."""

import datetime

from mentoring.matching.actions import offers_expire
from mentoring.matching.models import RunRecord
from nqt.common.due import due

RECORD_DAYS = 90


@due("mentoring.matching.offers")
def offers(now: datetime.datetime) -> int:
    """After their last day."""
    return offers_expire(now=now)


@due("mentoring.matching.records")
def records(now: datetime.datetime) -> int:
    """Kept for `RECORD_DAYS`."""
    old = RunRecord.objects.filter(run__created_at__lt=now - datetime.timedelta(days=RECORD_DAYS))
    return old.delete()[0]
