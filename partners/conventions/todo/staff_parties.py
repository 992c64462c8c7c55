"""Parties that wait for a member of staff: refusals, those who cannot sign, late ones, and what is hers to sign."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from nqt.accounts.roles import Audience
from nqt.common.dates import french_day
from nqt.common.text import counted, of
from nqt.todo.piles import pile
from nqt.todo.things import Group, Item, Reader, Stack, Todo
from partners.conventions.models import Signatory
from partners.conventions.piles import lines_of
from partners.conventions.rules import REFUSAL_ANSWERED_WITHIN
from partners.conventions.todo.lines import Lines, convention_url, conventions, day_in, party_url
from partners.organizations.models import Organization
from partners.organizations.succession import followed_by_others


class Refusals(Lines):
    """Parties that said no, and wait for a word."""

    since, icon, label = "refused_at", "x", "Répondre"

    def title(self, number: int) -> str:
        return f"Répondre aux refus {of(conventions(number))}"

    def one(self, item: Item, reader: Reader) -> Todo:
        """One, with its reason."""
        last = timezone.localdate(item.since) + REFUSAL_ANSWERED_WITHIN
        days = reader.days_since(item.since)
        return Todo(
            title=f"Répondre au refus {of(item['what'])}",
            detail=f"« {item['reason']} » – {item['title']}",
            tag=f"Sans réponse depuis {counted(days, 'jour')}" if item.is_late else f"Avant le {french_day(last)}",
            tone="bad" if item.is_late else "warn",
            icon=self.icon,
            url=f"{party_url(item)}#suite",
            label=self.label,
        )


@pile("partners.conventions.unanswered", Audience.STAFF)
class Unanswered(Refusals):
    """For more than a week."""

    word, empty = "unanswered", "refus sans réponse"


@pile("partners.conventions.refused", Audience.STAFF)
class Refused(Refusals):
    """Within the week."""

    word, empty, is_late = "refused", "refus à répondre", False


@pile("partners.conventions.unreachable", Audience.STAFF)
class Unreachable(Lines):
    """Nobody who works there can be written to."""

    word, empty, icon = "unreachable", "parties sans signataire joignable", "user"

    def title(self, number: int) -> str:
        return f"Trouver qui signe dans {conventions(number)}"

    def one(self, item: Item, reader: Reader) -> Todo:
        return Todo(
            title=f"Trouver qui signe pour {item['what']}",
            detail=f"{item['contact'] or 'La personne demandée'} n’y est plus joignable – {item['title']}",
            tag="Sans signataire",
            tone="bad",
            icon=self.icon,
            url=party_url(item),
            label=self.label,
        )


@pile("partners.conventions.replaced", Audience.STAFF)
class Replaced(Lines):
    """Organizations that others have followed: they sign nothing any more."""

    word, empty, icon = "replaced", "parties à remplacer", "refresh"
    since = "updated_at"

    def title(self, number: int) -> str:
        return f"Remplacer des parties dans {conventions(number)}"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """Since when matters less than what it stops."""
        return "Ne peuvent plus signer"

    def one(self, item: Item, reader: Reader) -> Todo:
        """By whom, and since when."""
        fact = followed_by_others(Organization.objects.get(pk=item["organization"]), reader.on)
        return Todo(
            title=f"Remplacer {item['what']} par {fact.names}" if fact else f"Remplacer {item['what']}",
            detail=f"{fact.sentence} – {item['title']}" if fact else item["title"],
            tag="Ne peut plus signer",
            tone="bad",
            icon=self.icon,
            url=party_url(item),
            label=self.label,
        )


@pile("partners.conventions.late", Audience.STAFF)
class Late(Lines):
    """Past the day set for signing, and not reminded lately."""

    word, empty, icon, label = "late", "signatures en retard", "clock", "Relancer"
    group, day = Group.DATE, "text__sign_by"

    def title(self, number: int) -> str:
        return f"Relancer les signataires {of(conventions(number))}"

    def tag(self, stack: Stack, reader: Reader) -> str:
        """Of the latest."""
        return f"Jusqu’à {counted(reader.days_since(stack.oldest), 'jour')} de retard"

    def one(self, item: Item, reader: Reader) -> Todo:
        days = (reader.on - datetime.date.fromisoformat(item["sign_by"])).days
        return Todo(
            title=f"Relancer {item['contact'] or 'le signataire'} pour la signature {of(item['what'])}",
            detail=f"{item['title']}, n° {item['number']}",
            tag=f"{counted(days, 'jour')} de retard",
            tone="bad",
            icon=self.icon,
            url=convention_url(item),
            label="Voir",
        )


@pile("partners.conventions.mine", Audience.STAFF)
class Mine(Lines):
    """NQT signs like everybody: the lines where the person asked is the reader, whoever follows the convention."""

    word, empty, icon, label = "mine", "textes à signer par vous", "signature", "Lire et signer"
    group, gravity, follower = Group.DATE, 1, ""

    def rows(self, reader: Reader) -> QuerySet[Any]:
        """The reader's own."""
        return lines_of(self.word, Signatory.objects.visible_to(reader.actor), reader.actor.user, reader.on)

    def late(self, reader: Reader) -> Q:
        """Past the day set for signing."""
        return Q(text__sign_by__lt=reader.on)

    def title(self, number: int) -> str:
        return f"Signer {counted(number, 'texte')} pour NQT"

    def one(self, item: Item, reader: Reader) -> Todo:
        by = day_in(item, "sign_by")
        return Todo(
            title=f"Signer « {item['title']} » pour {item['what']}",
            detail=f"Demandée le {french_day(timezone.localdate(item.since))}",
            tag=f"Attendue avant le {french_day(by)}" if by else "À signer",
            tone="bad" if item.is_late else "warn",
            icon=self.icon,
            url=reverse("pages:staff:signing-detail", kwargs={"public_id": item["party"]}),
            label=self.label,
        )
