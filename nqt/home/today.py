"""What staff find in the morning: what is late, what waits for them, whom they wait for."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.common.dates import french_day
from nqt.common.text import of
from nqt.home.items import Awaited, Todo
from partners.conventions.models import Convention, Life, Signatory, Stage
from partners.conventions.reminders import UNSIGNED_AFTER

ENDING_WITHIN = datetime.timedelta(days=90)
SHOWN = 12
"""Items a section shows; the list behind has them all."""


@dataclass(frozen=True)
class Day:
    """The sections of the page; the first thing to do is put forward."""

    next_act: Todo | None
    late_count: int
    """Everything late, the next act included."""
    todo_count: int
    late: list[Todo]
    todo: list[Todo]
    awaited: list[Awaited]
    ending: list[Todo]


def day_of(actor: Actor, on: datetime.date) -> Day:
    """The day of a member of staff: the conventions that they follow, and those nobody follows in their perimeter."""
    seen = Convention.objects.visible_to(actor)
    mine = seen.filter(owner=actor.user) | seen.without_follower(on)
    lines = Signatory.objects.of_current_text().filter(text__convention__in=mine)
    lines = lines.select_related("text__convention", "organization", "contact")
    refused, gone, overdue = lines.refused(), lines.awaited().unreachable(), lines.late(on).reachable()
    refusals = [_refusal(line) for line in refused.order_by("refused_at")[:SHOWN]]
    late = [_gone(line) for line in gone.order_by("invited_at", "pk")[:SHOWN]]
    late += [_late(line, on) for line in overdue.order_by("text__sign_by", "pk")[:SHOWN]]
    todo = [*_to_sign_by(actor), *_drafts(mine)]
    in_time = Q(text__sign_by=None) | Q(text__sign_by__gte=on)
    waiting = lines.awaited().reachable().filter(in_time).exclude(contact__user=actor.user)
    awaited = [_awaited(line, on) for line in waiting.order_by("invited_at", "pk")[:SHOWN]]
    everything = [*refusals, *late, *todo]
    next_act = everything[0] if everything else None
    rest = [item for item in todo if item != next_act]
    return Day(
        next_act=next_act,
        late_count=refused.count() + gone.count() + overdue.count(),
        todo_count=len(todo),
        late=[item for item in [*refusals, *late] if item != next_act],
        todo=rest,
        awaited=awaited,
        ending=list(_ending(mine, on)),
    )


def page_of(convention: Convention) -> str:
    """A convention's page."""
    return reverse("pages:staff:conventions-detail", kwargs={"public_id": convention.public_id})


def _refusal(line: Signatory) -> Todo:
    return Todo(
        title=f"Répondre au refus {of(line.organization)}",
        detail=f"« {line.refusal_reason} » – {line.text.convention}",
        tag=f"Refusée le {french_day(timezone.localdate(line.refused_at))}",
        tone="bad",
        icon="x",
        url=page_of(line.text.convention),
        label="Répondre",
    )


def _gone(line: Signatory) -> Todo:
    return Todo(
        title=f"Trouver qui signe pour {line.organization}",
        detail=f"{line.contact or 'La personne demandée'} n’y est plus joignable – {line.text.convention}",
        tag="Sans signataire",
        tone="bad",
        icon="user",
        url=page_of(line.text.convention),
        label="Ouvrir",
    )


def _late(line: Signatory, on: datetime.date) -> Todo:
    days = (on - line.text.sign_by).days
    return Todo(
        title=f"Relancer {line.contact or 'le signataire'} pour la signature {of(line.organization)}",
        detail=f"{line.text.convention}, n° {line.text.convention.number}",
        tag=f"{days} jour{'s' if days > 1 else ''} de retard",
        tone="bad",
        icon="clock",
        url=page_of(line.text.convention),
        label="Voir",
    )


def _to_sign_by(actor: Actor) -> Iterator[Todo]:
    """NQT signs like everybody: the lines where the person asked is the reader."""
    mine = Signatory.objects.awaited().filter(contact__user=actor.user).select_related("text__convention")
    for line in mine.order_by("invited_at")[:SHOWN]:
        yield Todo(
            title=f"Signer « {line.text.convention} » pour {line.organization}",
            detail="Votre lien personnel est dans votre messagerie.",
            tag="À signer",
            tone="warn",
            icon="signature",
            url=page_of(line.text.convention),
            label="Ouvrir",
        )


def _drafts(mine: QuerySet) -> Iterator[Todo]:
    open_texts = mine.filter(current__stage__in=(Stage.IN_REVIEW, Stage.DRAFT)).select_related("current")
    for convention in open_texts.order_by("-current__stage", "updated_at", "pk")[:SHOWN]:
        reviewed = convention.current.stage == Stage.IN_REVIEW
        yield Todo(
            title=f"{'Figer et faire signer' if reviewed else 'Préparer'} « {convention} »",
            detail=f"Modifiée le {french_day(timezone.localdate(convention.updated_at))}",
            tag="En relecture" if reviewed else "Brouillon",
            tone="info" if reviewed else "mute",
            icon="eye" if reviewed else "edit",
            url=page_of(convention),
            label="Ouvrir",
        )


def _awaited(line: Signatory, on: datetime.date) -> Awaited:
    asked = timezone.localdate(line.invited_at)
    following = [asked + datetime.timedelta(days=days) for days in UNSIGNED_AFTER]
    return Awaited(
        who=str(line.organization),
        person=str(line.contact or ""),
        what=f"Signature : {line.text.convention}" + (", texte ouvert" if line.viewed_at else ""),
        days=(on - asked).days,
        next_reminder=next((day for day in following if day > on), None),
        url=page_of(line.text.convention),
    )


def _ending(mine: QuerySet, on: datetime.date) -> Iterator[Todo]:
    living = mine.in_life(Life.IN_FORCE, on).filter(ends_on__range=(on, on + ENDING_WITHIN))
    for convention in living.order_by("ends_on", "pk")[:SHOWN]:
        yield Todo(
            title=str(convention),
            detail="Se reconduit sans préavis" if convention.renewal_months else "Prend fin",
            tag=french_day(convention.ends_on),
            tone="warn",
            icon="calendar",
            url=page_of(convention),
            label="Ouvrir",
        )
