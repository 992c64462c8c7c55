"""What staff find of graduates and mentors in the morning: a line for each pile, and where to begin."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.late import REGIONAL_AFTER
from mentoring.graduates.models import Graduate
from mentoring.matching.models import MatchProposal, ProposalState
from mentoring.mentorships.models import Concern
from nqt.accounts.actor import Actor
from nqt.common.text import counted
from nqt.home.items import Todo

LATE_AFTER = datetime.timedelta(days=REGIONAL_AFTER)


def several(number: int, one: str, many: str) -> str:
    """'une candidature', '12 candidatures'."""
    return one if number == 1 else f"{number} {many}"


def late_of(actor: Actor, now: datetime.datetime) -> Iterator[Todo]:
    """Applications that nobody answered in time; concerns, which are late as soon as they are there."""
    if concerns := Concern.objects.visible_to(actor).filter(state="open").count():
        yield Todo(
            title=f"Traiter {several(concerns, 'un signalement', 'signalements')}",
            detail="Lu par l’équipe nationale seule",
            tag="À traiter",
            tone="bad",
            icon="alert-triangle",
            url=f"{reverse('pages:staff:concerns-list')}?state=open",
            label="Lire",
        )
    waiting = Graduate.objects.awaiting_answer().visible_to(actor).order_by("submitted_at")
    late = waiting.filter(submitted_at__lt=now - LATE_AFTER)
    if number := late.count():
        days = (timezone.localdate(now) - timezone.localdate(late[0].submitted_at)).days
        yield Todo(
            title=f"Répondre à {several(number, 'une candidature', 'candidatures')}",
            detail="Les plus anciennes sont en haut de la liste",
            tag=f"Jusqu’à {counted(days, 'jour')} d’attente",
            tone="bad",
            icon="school",
            url=f"{reverse('pages:staff:graduates-list')}?state=submitted",
            label="Lire",
        )


def todo_of(actor: Actor, now: datetime.datetime) -> Iterator[Todo]:
    """Applications still in time, and pairs that wait to be read."""
    waiting = Graduate.objects.awaiting_answer().visible_to(actor)
    if number := waiting.filter(submitted_at__gte=now - LATE_AFTER).count():
        yield Todo(
            title=f"Lire {several(number, 'une candidature', 'candidatures')}",
            detail="Arrivées cette semaine",
            tag="À lire",
            tone="warn",
            icon="school",
            url=f"{reverse('pages:staff:graduates-list')}?state=submitted",
            label="Lire",
        )
    if pairs := MatchProposal.objects.visible_to(actor).filter(state=ProposalState.PROPOSED).count():
        yield Todo(
            title=f"Relire {several(pairs, 'une mise en relation', 'mises en relation')}",
            detail="Proposées par le dernier calcul",
            tag="À relire",
            tone="info",
            icon="arrows-exchange",
            url=f"{reverse('pages:staff:matches-list')}?state=proposed",
            label="Relire",
        )
