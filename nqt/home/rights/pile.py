"""What staff find of rights in the morning: those they may answer, late ones first."""

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from nqt.accounts.actor import Actor
from nqt.common.dates import french_day
from nqt.common.text import counted
from nqt.home.items import Todo
from nqt.privacy.actions import BY_HAND
from nqt.privacy.models import RightsRequest

PILES = {"late": "à répondre, en retard", "waiting": "à répondre, dans le délai"}


def rights_late(actor: Actor, now: datetime.datetime) -> Iterator[Todo]:
    """Past their term: one line for all."""
    for number, first in _first("late", actor, now):
        yield Todo(
            title=f"Répondre à {_several(number)} sur des données personnelles",
            detail="Le délai de la loi est passé",
            tag=f"À répondre avant la fin du {french_day(first.due_on)}",
            tone="bad",
            icon="lock",
            url=f"{reverse('pages:staff:rights-requests-list')}?todo=late",
            label="Lire",
            count=number,
        )


def rights_todo(actor: Actor, now: datetime.datetime) -> Iterator[Todo]:
    """Still in time."""
    for number, first in _first("waiting", actor, now):
        yield Todo(
            title=f"Répondre à {_several(number)} sur des données personnelles",
            detail="Accès, rectification, effacement ou limitation",
            tag=f"Avant la fin du {french_day(first.due_on)}",
            tone="warn",
            icon="lock",
            url=f"{reverse('pages:staff:rights-requests-list')}?todo=waiting",
            label="Lire",
            count=number,
        )


def pile_of(pile: str, seen: QuerySet[RightsRequest], actor: Actor, now: datetime.datetime) -> QuerySet[RightsRequest]:
    """What this colleague may answer: national staff all, regional staff what is answered by hand."""
    hers = seen if actor.is_national else seen.filter(kind__in=BY_HAND)
    late = hers.late(now)
    return late if pile == "late" else hers.asked().exclude(pk__in=late.values("pk"))


def _first(pile: str, actor: Actor, now: datetime.datetime) -> Iterator[tuple[int, RightsRequest]]:
    """How many, and the one due first; nothing when there is none."""
    found = pile_of(pile, RightsRequest.objects.visible_to(actor), actor, now)
    if number := found.count():
        yield number, found.order_by("due_on", "pk")[0]


def _several(number: int) -> str:
    return "une demande" if number == 1 else counted(number, "demande")
