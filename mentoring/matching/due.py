"""Offers that nobody answered, tables of likeness of another nomenclature."""

import datetime

from mentoring.matching.actions import offers_expire, similarities_build
from mentoring.matching.models import SimilarityTable
from nqt.accounts.actor import Actor
from nqt.common.due import due


@due("mentoring.matching.offers")
def offers(now: datetime.datetime) -> int:
    """After their last day."""
    return offers_expire(now=now)


@due("mentoring.matching.similarities")
def similarities(now: datetime.datetime) -> int:
    """Whatever changed the nomenclature, the tables that are stored follow; runs build theirs meanwhile."""
    if not SimilarityTable.objects.exists():
        return 0
    return len(similarities_build(actor=Actor.system("similarities")))
