"""What applications ask: of staff, to read them; of the person, to complete hers."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from mentoring.graduates.late import in_time_for, late_after, late_for, late_query
from mentoring.graduates.models import Graduate, GraduateState
from nqt.accounts.roles import Audience
from nqt.audit.models import TransitionLog
from nqt.common.text import agreed, counted
from nqt.todo.piles import Pile, pile
from nqt.todo.things import Item, Reader, Stack, Todo

LAST_STEP = TransitionLog.objects.filter(model="mentoring.graduate", object_pk=OuterRef("pk")).order_by("-pk")


class Applications(Pile):
    """Sent, and nobody has answered."""

    place, icon, label, since = "graduates", "school", "Lire", "submitted_at"

    def list_url(self, reader: Reader) -> str:
        """The list, narrowed to the pile."""
        return reverse("pages:staff:graduates-list") + self.query(reader)

    def query(self, reader: Reader) -> str:
        """The words of the list's filter."""
        raise NotImplementedError


@pile("mentoring.graduates.late", Audience.STAFF)
class Late(Applications):
    """For more days than the reader's term."""

    empty, is_late = "candidatures sans réponse", True

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The territory answers first, then everybody."""
        return late_for(reader.actor, reader.on)

    def query(self, reader: Reader) -> str:
        """As the weekly mail says it."""
        return late_query(reader.actor)

    def title(self, number: int) -> str:
        return f"Répondre à {'une candidature' if number == 1 else counted(number, 'candidature')}"

    def detail(self, stack: Stack, reader: Reader) -> str:
        """The term."""
        return f"Sans réponse depuis {counted(late_after(reader.actor), 'jour')} ou plus ; les plus anciennes en tête"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """The oldest."""
        return f"Jusqu’à {counted(reader.days_since(stack.oldest), 'jour')} d’attente"


@pile("mentoring.graduates.waiting", Audience.STAFF)
class Waiting(Applications):
    """Still in time."""

    empty = "candidatures à lire"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Within the reader's term."""
        return in_time_for(reader.actor, reader.on)

    def query(self, reader: Reader) -> str:
        """The words of the list's filter."""
        return f"?waiting=under{late_after(reader.actor)}"

    def title(self, number: int) -> str:
        return f"Lire {'une candidature' if number == 1 else counted(number, 'candidature')}"

    def detail(self, stack: Stack, reader: Reader) -> str:
        """The term."""
        return f"Arrivée{agreed(stack.count)} depuis moins de {counted(late_after(reader.actor), 'jour')}"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """What is to be done."""
        return "À lire"


class OwnFile(Pile):
    """Of the person herself."""

    since = "updated_at"

    def about(self) -> dict[str, Any]:
        return {"graduate": "public_id"}


@pile("mentoring.graduates.to_complete", Audience.GRADUATE)
class ToComplete(OwnFile):
    """Something was missing: the team asked for it."""

    gravity, icon, label, empty = 3, "edit", "Compléter", "candidature à compléter"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The person's own."""
        return Graduate.objects.visible_to(reader.actor).filter(state=GraduateState.MORE_INFO)

    def one(self, item: Item, reader: Reader) -> Todo:
        """Where it is typed."""
        url = reverse("pages:graduate:application-detail", kwargs={"public_id": item["graduate"]})
        return Todo("Compléter ma candidature", url, self.label, icon=self.icon)


@pile("mentoring.graduates.to_take_up", Audience.GRADUATE)
class ToTakeUp(OwnFile):
    """Whoever withdrew may change her mind; whoever was withdrawn by the team may not."""

    gravity, icon, label, empty = 4, "arrow-back-up", "Reprendre ma candidature", "candidature à reprendre"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """As `is_withdrawn_by` says of one."""
        mine = Graduate.objects.visible_to(reader.actor).filter(state=GraduateState.WITHDRAWN)
        last = mine.annotate(step=Subquery(LAST_STEP.values("name")[:1]), by=Subquery(LAST_STEP.values("user")[:1]))
        return last.filter(step="withdraw", by=reader.actor.user)

    def one(self, item: Item, reader: Reader) -> Todo:
        """Where it is asked."""
        url = reverse("pages:graduate:profile-take-up", kwargs={"public_id": item["graduate"]})
        return Todo("Vous avez changé d’avis ?", url, self.label, icon=self.icon)
