"""Which requests staff may answer, for *aujourd’hui* and for the register, late ones first."""

import datetime

from django.db.models import QuerySet

from nqt.accounts.actor import Actor
from nqt.privacy.actions import BY_HAND
from nqt.privacy.models import RightsRequest

PILES = {"late": "à répondre, en retard", "waiting": "à répondre, dans le délai"}


def pile_of(pile: str, seen: QuerySet[RightsRequest], actor: Actor, now: datetime.datetime) -> QuerySet[RightsRequest]:
    """What this colleague may answer: national staff all, regional staff what is answered by hand."""
    hers = seen if actor.is_national else seen.filter(kind__in=BY_HAND)
    late = hers.late(now)
    return late if pile == "late" else hers.asked().exclude(pk__in=late.values("pk"))
