"""Records of runs that nobody checks, tables of likeness of another nomenclature."""

import datetime

from mentoring.matching.actions import similarities_build
from mentoring.matching.models import RunRecord, SimilarityTable
from nqt.accounts.actor import Actor
from nqt.common.due import due

RECORD_DAYS = 90


@due("mentoring.matching.records")
def records(now: datetime.datetime) -> int:
    """Kept for `RECORD_DAYS`."""
    old = RunRecord.objects.filter(run__created_at__lt=now - datetime.timedelta(days=RECORD_DAYS))
    return old.delete()[0]


@due("mentoring.matching.similarities")
def similarities(now: datetime.datetime) -> int:
    """Whatever changed the nomenclature, the tables that are stored follow; runs build theirs meanwhile."""
    if not SimilarityTable.objects.exists():
        return 0
    return len(similarities_build(actor=Actor.system("similarities")))
