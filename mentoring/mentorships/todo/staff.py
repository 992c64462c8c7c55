"""Concerns, read by national staff alone, and graduates whose pair ended."""

from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from mentoring.graduates.models import Graduate
from mentoring.mentorships.models import Concern, Mentorship
from mentoring.mentorships.models.concern import ConcernState
from nqt.accounts.roles import Audience
from nqt.common.text import counted
from nqt.todo.piles import Pile, pile
from nqt.todo.things import Reader, Stack

ENDED = Mentorship.objects.filter(graduate=OuterRef("pk")).order_by().values("graduate")


@pile("mentoring.mentorships.concerns", Audience.STAFF)
class Concerns(Pile):
    """Late as soon as they are there, and before everything else."""

    gravity, can_be_put_off, since, is_late = 0, False, "created_at", True
    place, icon, label, empty = "concerns", "alert-triangle", "Lire", "signalements"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Those that nobody has settled."""
        return Concern.objects.visible_to(reader.actor).filter(state=ConcernState.OPEN)

    def list_url(self, reader: Reader) -> str:
        """The list, narrowed to them."""
        return f"{reverse('pages:staff:concerns-list')}?state={ConcernState.OPEN}"

    def title(self, number: int) -> str:
        return f"Traiter {'un signalement' if number == 1 else counted(number, 'signalement')}"

    def detail(self, stack: Stack, reader: Reader) -> str:
        """Who reads them; never whom they are about."""
        return "Lu par l’équipe nationale seule"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """What is to be done."""
        return "À traiter"


@pile("mentoring.mentorships.alone", Audience.STAFF)
class Alone(Pile):
    """In the pool, their mentor changed or gone, and nobody proposed to them."""

    day = Subquery(ENDED.annotate(last=Max("closed_on")).values("last"))
    place, icon, label, empty = "graduates", "users", "Voir", "jeunes dont le binôme a pris fin"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Of the reader's departments."""
        return Graduate.objects.visible_to(reader.actor).to_pair_again()

    def list_url(self, reader: Reader) -> str:
        """The list, narrowed to them."""
        return f"{reverse('pages:staff:graduates-list')}?mentor=again"

    def title(self, number: int) -> str:
        return f"Trouver quelqu’un d’autre pour {'un jeune' if number == 1 else counted(number, 'jeune')}"

    def detail(self, stack: Stack, reader: Reader) -> str:
        """Why."""
        whose, whom = ("Leur", "leur") if stack.count > 1 else ("Son", "lui")
        return f"{whose} binôme a pris fin, et personne ne {whom} est proposé"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """What is missing."""
        return "Sans personne"
