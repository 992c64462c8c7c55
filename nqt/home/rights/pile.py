"""What staff find of rights in the morning: those they may answer, late ones first."""

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from nqt.accounts.actor import Actor
from nqt.common.dates import french_day
from nqt.home.items import Todo
from nqt.privacy.actions import BY_HAND
from nqt.privacy.models import RightsRequest


def rights_late(actor: Actor, now: datetime.datetime) -> Iterator[Todo]:
    """Past their term: one line for all."""
    late = _answerable(actor).late(now)
    if number := late.count():
        oldest = late.order_by("due_on", "pk")[0]
        yield Todo(
            title=f"Répondre à {_several(number)} sur des données personnelles",
            detail="Le délai de la loi est passé",
            tag=f"À répondre avant la fin du {french_day(oldest.due_on)}",
            tone="bad",
            icon="lock",
            url=f"{reverse('pages:staff:rights-requests-list')}?state=late",
            label="Lire",
        )


def rights_todo(actor: Actor, now: datetime.datetime) -> Iterator[Todo]:
    """Still in time."""
    waiting = _answerable(actor).asked().exclude(pk__in=_answerable(actor).late(now).values("pk"))
    if number := waiting.count():
        first = waiting.order_by("due_on", "pk")[0]
        yield Todo(
            title=f"Répondre à {_several(number)} sur des données personnelles",
            detail="Accès, rectification, effacement ou limitation",
            tag=f"Avant la fin du {french_day(first.due_on)}",
            tone="warn",
            icon="lock",
            url=f"{reverse('pages:staff:rights-requests-list')}?state=open",
            label="Lire",
        )


def _answerable(actor: Actor) -> QuerySet[RightsRequest]:
    """National staff answer all; regional staff what is answered by hand."""
    seen = RightsRequest.objects.visible_to(actor)
    return seen if actor.is_national else seen.filter(kind__in=BY_HAND)


def _several(number: int) -> str:
    return "une demande" if number == 1 else f"{number} demandes"
