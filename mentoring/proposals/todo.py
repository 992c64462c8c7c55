"""What a proposal asks: of staff, to read it; of the mentor to whom it is offered, to answer."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from mentoring.proposals.models import MatchProposal
from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.text import counted
from nqt.todo.piles import Pile, pile
from nqt.todo.things import Group, Item, Reader, Stack, Todo


@pile("mentoring.proposals.unread", Audience.STAFF)
class Unread(Pile):
    """Proposed by a run or made by hand, and nobody has said yes or no."""

    since = "created_at"
    group, place, empty = Group.BATCH, "matches", "mises en relation à relire"
    icon, tone, label = "arrows-exchange", "info", "Relire"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Of the reader's departments."""
        return MatchProposal.objects.visible_to(reader.actor).unread()

    def list_url(self, reader: Reader) -> str:
        """The list, narrowed to them."""
        return f"{reverse('pages:staff:matches-list')}?state=proposed"

    def title(self, number: int) -> str:
        return (
            f"Relire {'une mise en relation' if number == 1 else counted(number, 'mise en relation,mises en relation')}"
        )

    def detail(self, stack: Stack, reader: Reader) -> str:
        """Where they come from."""
        return "Proposées par un calcul ou formées à la main" if stack.count > 1 else "Proposée ou formée à la main"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """What is to be done."""
        return "À relire"


@pile("mentoring.proposals.offers", Audience.MENTOR)
class Offers(Pile):
    """Somebody to accompany, until a day."""

    since = "expires_at"
    gravity, place, icon, label, empty = 1, "offers", "bell", "Lire et répondre", "propositions"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The reader's own."""
        return MatchProposal.objects.visible_to(reader.actor)

    def about(self) -> dict[str, Any]:
        """Of the graduate, her first name alone."""
        return {"what": "graduate__first_name", "offer": "public_id"}

    def one(self, item: Item, reader: Reader) -> Todo:
        """By her first name alone."""
        return Todo(
            title=f"Accompagner {item['what']} ?",
            url=reverse("pages:mentor:offers-detail", kwargs={"public_id": item["offer"]}),
            label=self.label,
            tag=f"Au plus tard le {french_day(timezone.localdate(item.since))}",
            tone="warn",
            icon=self.icon,
        )
