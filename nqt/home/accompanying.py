"""What staff find of graduates and mentors in the morning: a line a pile, which is one queryset with its list."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.late import in_time_for, late_after, late_for, late_query
from mentoring.graduates.models import Graduate
from mentoring.mentorships.models import Concern
from mentoring.mentorships.models.concern import ConcernState
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.common.text import counted
from nqt.home.items import Todo


def several(number: int, one: str, many: str) -> str:
    """'une candidature', '12 candidatures'."""
    return one if number == 1 else f"{number} {many}"


def late_of(actor: Actor, on: datetime.date) -> Iterator[Todo]:
    """Applications that nobody answered in time; concerns, which are late as soon as they are there."""
    if concerns := Concern.objects.visible_to(actor).filter(state=ConcernState.OPEN).count():
        yield Todo(
            title=f"Traiter {several(concerns, 'un signalement', 'signalements')}",
            detail="Lu par l’équipe nationale seule",
            tag="À traiter",
            tone="bad",
            icon="alert-triangle",
            url=f"{reverse('pages:staff:concerns-list')}?state={ConcernState.OPEN}",
            label="Lire",
            count=concerns,
        )
    late = late_for(actor, on).order_by("submitted_at")
    if number := late.count():
        days = (on - timezone.localdate(late[0].submitted_at)).days
        yield Todo(
            title=f"Répondre à {several(number, 'une candidature', 'candidatures')}",
            detail=f"Sans réponse depuis {counted(late_after(actor), 'jour')} ou plus ; les plus anciennes en tête",
            tag=f"Jusqu’à {counted(days, 'jour')} d’attente",
            tone="bad",
            icon="school",
            url=reverse("pages:staff:graduates-list") + late_query(actor),
            label="Lire",
            count=number,
        )


def todo_of(actor: Actor, on: datetime.date) -> Iterator[Todo]:
    """Applications still in time, graduates for whom somebody else is to be found, pairs that wait to be read."""
    applications = reverse("pages:staff:graduates-list")
    if number := in_time_for(actor, on).count():
        yield Todo(
            title=f"Lire {several(number, 'une candidature', 'candidatures')}",
            detail=f"Arrivée{'s' if number > 1 else ''} depuis moins de {counted(late_after(actor), 'jour')}",
            tag="À lire",
            tone="warn",
            icon="school",
            url=f"{applications}?waiting=under{late_after(actor)}",
            label="Lire",
            count=number,
        )
    if alone := Graduate.objects.visible_to(actor).to_pair_again().count():
        yield Todo(
            title=f"Trouver quelqu’un d’autre pour {several(alone, 'un jeune', 'jeunes')}",
            detail="Leur binôme a pris fin, et personne ne leur est proposé"
            if alone > 1
            else "Son binôme a pris fin, et personne ne lui est proposé",
            tag="Sans personne",
            tone="warn",
            icon="users",
            url=f"{applications}?mentor=again",
            label="Voir",
            count=alone,
        )
    if pairs := MatchProposal.objects.visible_to(actor).unread().count():
        yield Todo(
            title=f"Relire {several(pairs, 'une mise en relation', 'mises en relation')}",
            detail="Proposées par un calcul ou formées à la main" if pairs > 1 else "Proposée ou formée à la main",
            tag="À relire",
            tone="info",
            icon="arrows-exchange",
            url=f"{reverse('pages:staff:matches-list')}?state=proposed",
            label="Relire",
            count=pairs,
        )
