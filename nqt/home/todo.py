"""What the register of rights asks of staff; `nqt.privacy` lies below things to do, its pages are here."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.text import counted
from nqt.home.rights.pile import pile_of
from nqt.privacy.models import RightsRequest
from nqt.todo.piles import Pile, pile
from nqt.todo.things import Group, Reader, Stack


class Rights(Pile):
    """Requests that this colleague may answer; the law sets the term."""

    group, can_be_put_off = Group.DATE, False
    place, icon, label = "rights-requests", "lock", "Lire"
    day = "due_on"
    word: str

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The one due first stands first."""
        seen = RightsRequest.objects.visible_to(reader.actor)
        return pile_of(self.word, seen, reader.actor, reader.now)

    def list_url(self, reader: Reader) -> str:
        """The register, narrowed to them."""
        return f"{reverse('pages:staff:rights-requests-list')}?todo={self.word}"

    def title(self, number: int) -> str:
        return f"Répondre à {'une demande' if number == 1 else counted(number, 'demande')} sur des données personnelles"


@pile("privacy.late", Audience.STAFF)
class LateRights(Rights):
    """Past their term."""

    word, is_late, gravity, empty = "late", True, 1, "demandes de droits en retard"

    def detail(self, stack: Stack, reader: Reader) -> str:
        """What is wrong."""
        return "Le délai de la loi est passé"

    def tag(self, stack: Stack, reader: Reader) -> str:
        return f"À répondre avant la fin du {french_day(timezone.localdate(stack.oldest))}"


@pile("privacy.waiting", Audience.STAFF)
class WaitingRights(Rights):
    """Still in time."""

    word, empty = "waiting", "demandes de droits"

    def detail(self, stack: Stack, reader: Reader) -> str:
        """What may be asked."""
        return "Accès, rectification, effacement ou limitation"

    def tag(self, stack: Stack, reader: Reader) -> str:
        return f"Avant le {french_day(timezone.localdate(stack.oldest))}"
