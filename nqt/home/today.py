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
from nqt.home.accompanying import late_of, todo_of
from nqt.home.items import Awaited, Todo
from nqt.home.rights.pile import rights_late, rights_todo
from partners.conventions.actions.life import running_until
from partners.conventions.models import Convention, Life, Signatory, Stage
from partners.conventions.reminders import UNSIGNED_AFTER

ENDING_WITHIN = datetime.timedelta(days=90)
REFUSAL_ANSWERED_WITHIN = datetime.timedelta(days=7)
"""A refusal waits for an answer; past this it is late."""
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
    """The day of a member of staff: conventions that they or nobody follow, and the piles of their perimeter."""
    seen = Convention.objects.visible_to(actor)
    mine = seen.filter(owner=actor.user) | seen.without_follower(on)
    lines = Signatory.objects.of_current_text().filter(text__convention__in=mine)
    lines = lines.select_related("text__convention", "organization", "contact")
    of_others = lines.exclude(pk__in=Signatory.objects.asked_of(actor.user).values("pk"))
    unanswered, refused = _refusals(lines, on)
    gone, overdue = lines.awaited().unreachable(), of_others.late(on).reachable()
    now = timezone.now()
    people_late = [*rights_late(actor, now), *late_of(actor, now)]
    late = [*people_late, *(_refusal(line, on) for line in unanswered.order_by("refused_at")[:SHOWN])]
    late += [_gone(line) for line in gone.order_by("invited_at", "pk")[:SHOWN]]
    late += [_late(line, on) for line in overdue.order_by("text__sign_by", "pk")[:SHOWN]]
    to_sign = list(_to_sign_by(actor, on))
    answered = (_refusal(line, on) for line in refused.order_by("refused_at")[:SHOWN])
    todo = [*to_sign, *answered, *rights_todo(actor, now), *todo_of(actor, now), *_drafts(mine)]
    in_time = Q(text__sign_by=None) | Q(text__sign_by__gte=on)
    waiting = of_others.awaited().reachable().filter(in_time)
    next_act = next(iter([*to_sign, *late, *todo]), None)
    return Day(
        next_act=next_act,
        late_count=len(people_late) + unanswered.count() + gone.count() + overdue.count(),
        todo_count=len(todo),
        late=[item for item in late if item != next_act],
        todo=[item for item in todo if item != next_act],
        awaited=[_awaited(line, on) for line in waiting.order_by("invited_at", "pk")[:SHOWN]],
        ending=list(_ending(seen, actor, on)),
    )


def page_of(convention: Convention) -> str:
    """A convention's page."""
    return reverse("pages:staff:conventions-detail", kwargs={"public_id": convention.public_id})


def _refusals(lines: QuerySet, on: datetime.date) -> tuple[QuerySet, QuerySet]:
    """Those unanswered for too long, and those in time."""
    since = timezone.make_aware(datetime.datetime.combine(on - REFUSAL_ANSWERED_WITHIN, datetime.time.min))
    return lines.refused().filter(refused_at__lt=since), lines.refused().filter(refused_at__gte=since)


def _refusal(line: Signatory, on: datetime.date) -> Todo:
    refused = timezone.localdate(line.refused_at)
    last = refused + REFUSAL_ANSWERED_WITHIN
    late = last < on
    return Todo(
        title=f"Répondre au refus {of(line.organization)}",
        detail=f"« {line.refusal_reason} » – {line.text.convention}",
        tag=f"Sans réponse depuis {(on - refused).days} jours" if late else f"Avant le {french_day(last)}",
        tone="bad" if late else "warn",
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


def _to_sign_by(actor: Actor, on: datetime.date) -> Iterator[Todo]:
    """NQT signs like everybody: the lines where the person asked is the reader."""
    mine = Signatory.objects.visible_to(actor).of_current_text().awaited().reachable().asked_of(actor.user)
    for line in mine.select_related("text__convention", "organization").order_by("invited_at", "pk")[:SHOWN]:
        by = line.text.sign_by
        yield Todo(
            title=f"Signer « {line.text.convention} » pour {line.organization}",
            detail=f"Demandée le {french_day(timezone.localdate(line.invited_at))}",
            tag=f"Attendue avant le {french_day(by)}" if by else "À signer",
            tone="bad" if by and by < on else "warn",
            icon="signature",
            url=reverse("pages:staff:signing-detail", kwargs={"public_id": line.public_id}),
            label="Lire et signer",
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


def _ending(seen: QuerySet, actor: Actor, on: datetime.date) -> Iterator[Todo]:
    """Of the whole perimeter: a term passes whoever follows it. A tacit renewal comes near at the end of its term."""
    living = seen.with_life(on).filter(life__in=(Life.IN_FORCE, Life.NOTICE_GIVEN)).select_related("owner")
    over = [
        (c.last_day, c) for c in living.filter(last_day__range=(on, on + ENDING_WITHIN)).order_by("last_day")[:SHOWN]
    ]
    tacit = living.filter(last_day=None, renewal_months__isnull=False, ends_on__isnull=False)
    terms = ((running_until(convention, on), convention) for convention in tacit.iterator(chunk_size=500))
    renewed = [(end, convention) for end, convention in terms if end <= on + ENDING_WITHIN]
    for end, convention in sorted([*over, *renewed], key=lambda near: (near[0], near[1].pk))[:SHOWN]:
        what = "Prend fin" if convention.last_day else "Se reconduit sans préavis"
        follower = f", suivie par {convention.owner}" if convention.owner and convention.owner != actor.user else ""
        yield Todo(
            title=str(convention),
            detail=what + follower,
            tag=french_day(end),
            tone="warn",
            icon="calendar",
            url=page_of(convention),
            label="Ouvrir",
        )
