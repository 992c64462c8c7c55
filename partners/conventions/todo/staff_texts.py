"""Conventions to prepare or to decide on, and the parties whose answer staff wait for."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.text import agreed, counted, of
from nqt.outbox.stops import stopped_among
from nqt.todo.piles import pile
from nqt.todo.things import Awaited, Group, Item, Reader, Stack, Todo
from partners.conventions.models import Convention, Stage
from partners.conventions.next_reminders import next_reminder_after
from partners.conventions.piles import conventions_of
from partners.conventions.rules import ENDING_WITHIN
from partners.conventions.todo.lines import ConventionPile, Lines, convention_url, conventions

REMINDER = "partners.conventions.unsigned"


@pile("partners.conventions.drafting", Audience.STAFF)
class Drafting(ConventionPile):
    """Texts to prepare."""

    word, empty, icon, tone, label = "drafting", "textes à préparer", "edit", "info", "Préparer"
    group, since = Group.BATCH, "updated_at"

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """Drafts, and those that others read."""
        seen = Convention.objects.visible_to(reader.actor).ours(reader.actor.user, reader.on)
        return conventions_of(self.word, seen, reader.actor.user, reader.on)

    def about(self) -> dict[str, Any]:
        return {"what": "text__title", "convention": "public_id", "stage": "text__stage"}

    def title(self, number: int) -> str:
        return f"Préparer {counted(number, 'texte')}"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """The one that was left the longest."""
        return f"Le plus ancien, touché le {french_day(timezone.localdate(stack.oldest))}"

    def one(self, item: Item, reader: Reader) -> Todo:
        reviewed = item["stage"] == Stage.IN_REVIEW
        return Todo(
            title=f"{'Figer et faire signer' if reviewed else 'Préparer'} « {item['what']} »",
            detail=f"Modifiée le {french_day(timezone.localdate(item.since))}",
            tag="En relecture" if reviewed else "Brouillon",
            tone="info" if reviewed else "mute",
            icon="eye" if reviewed else "edit",
            url=convention_url(item),
            label="Ouvrir",
        )


@pile("partners.conventions.ending", Audience.STAFF)
class Ending(ConventionPile):
    """Of the whole perimeter: a term passes whoever follows it. A tacit renewal comes near at the end of its term."""

    word, empty, icon, label = "ending", "conventions qui finissent", "file-text", "Décider"
    group, day, follower, can_be_put_off = Group.DATE, "term_end", "", False

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The nearest first."""
        seen = Convention.objects.visible_to(reader.actor)
        return conventions_of(self.word, seen, reader.actor.user, reader.on)

    def about(self) -> dict[str, Any]:
        return {"what": "text__title", "convention": "public_id", "decided": "text__last_day"}

    def title(self, number: int) -> str:
        return f"{conventions(number)} {agreed(number, 'finit,finissent')} dans {counted(ENDING_WITHIN.days, 'jour')}"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """The nearest."""
        return f"La première, le {french_day(timezone.localdate(stack.oldest))}"

    def one(self, item: Item, reader: Reader) -> Todo:
        return Todo(
            title=item["what"],
            detail="Prend fin" if item["decided"] else "Se reconduit sans préavis",
            tag=french_day(timezone.localdate(item.since)),
            tone="warn",
            icon="calendar",
            url=convention_url(item),
            label="Ouvrir",
        )


@pile("partners.conventions.awaited", Audience.STAFF)
class SignaturesAwaited(Lines):
    """Asked, silent, and in time: they are waited for, and reminded by a rule."""

    word, group, is_late, empty = "awaited", Group.ANSWER, False, "signatures attendues"

    def about(self) -> dict[str, Any]:
        """With what the next reminder is reckoned from."""
        return {**super().about(), "email": "contact__email", "viewed": "viewed_at", "reminded": "reminded_at"}

    def title(self, number: int) -> str:
        return f"Signatures attendues {of(conventions(number))}"

    def awaited(self, stack: Stack, reader: Reader) -> list[Awaited]:
        """No reminder is announced for whoever has stopped them."""
        stopped = stopped_among(REMINDER, [item["email"] for item in stack.first if item["email"]])
        return [self._awaited(item, reader, is_stopped=item["email"] in stopped) for item in stack.first]

    def _awaited(self, item: Item, reader: Reader, *, is_stopped: bool) -> Awaited:
        reminded = datetime.datetime.fromisoformat(item["reminded"]) if item["reminded"] else None
        return Awaited(
            who=item["what"],
            person=item["contact"],
            what=f"Signature : {item['title']}" + (", texte ouvert" if item["viewed"] else ""),
            days=reader.days_since(item.since),
            next_reminder=None if is_stopped else next_reminder_after(item.since, reminded, reader.now),
            url=convention_url(item),
        )
