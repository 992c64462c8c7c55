"""What the piles of conventions share: how they are narrowed in the list, and what is told of a party."""

import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from nqt.common.text import counted
from nqt.todo.piles import Pile
from nqt.todo.things import Item, Reader
from partners.conventions.models import Signatory
from partners.conventions.piles import lines_of
from partners.organizations.models.named import contact_name, organization_name

CONVENTION = "text__convention__"


def conventions(number: int) -> str:
    """'une convention', '12 conventions'."""
    return "une convention" if number == 1 else counted(number, "convention")


def convention_url(item: Item) -> str:
    """A convention's page."""
    return reverse("pages:staff:conventions-detail", kwargs={"public_id": item["convention"]})


def party_url(item: Item) -> str:
    """A party's page, in its convention."""
    kwargs = {"convention": item["convention"], "public_id": item["party"]}
    return reverse("pages:staff:convention-parties-detail", kwargs=kwargs)


def day_in(item: Item, name: str) -> datetime.date | None:
    """A day among the facts of a thing."""
    return datetime.date.fromisoformat(item[name]) if item[name] else None


class ConventionPile(Pile):
    """Of the list of conventions, narrowed by its own word."""

    word: str
    follower = "follower=ours&"
    place = "conventions"

    def list_url(self, reader: Reader) -> str:
        """The list, narrowed to the pile."""
        return f"{reverse('pages:staff:conventions-list')}?{self.follower}todo={self.word}"


class Lines(ConventionPile):
    """Parties of the texts that count; the list behind has their conventions."""

    unit = "text__convention"
    since: ClassVar[Any] = "invited_at"
    is_late = True

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Those of one pile."""
        lines = reader.once("partners.conventions.lines", lambda: self.ours(reader))
        return lines_of(self.word, lines, reader.actor.user, reader.on)

    def ours(self, reader: Reader) -> QuerySet[Any]:
        """Seen by the reader, of conventions that she or nobody follows."""
        return Signatory.objects.visible_to(reader.actor).ours(reader.actor.user, reader.on).of_text_read(reader.on)

    def about(self) -> dict[str, Any]:
        """Of the party, and of its convention."""
        return {
            "what": organization_name("organization__"),
            "organization": "organization",
            "contact": contact_name("contact__"),
            "title": "text__title",
            "number": f"{CONVENTION}number",
            "convention": f"{CONVENTION}public_id",
            "party": "public_id",
            "sign_by": "text__sign_by",
            "reason": "refusal_reason",
        }
