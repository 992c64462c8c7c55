"""What staff find in the morning: what is late, what waits for them, whom they wait for."""

import datetime
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.common.dates import french_day
from nqt.common.text import counted, of
from nqt.home.accompanying import late_of, todo_of
from nqt.home.items import Awaited, Todo
from nqt.home.rights.pile import rights_late, rights_todo
from nqt.outbox.stops import stopped_among
from partners.conventions.actions.life import running_until
from partners.conventions.models import Convention, Life, Signatory, Stage
from partners.conventions.piles import (
    PILES,
    REFUSAL_ANSWERED_WITHIN,
    conventions_of,
    followed_by,
    lines_of,
)
from partners.conventions.reminders import next_reminder
from partners.organizations.succession import followed

ENDING_WITHIN = datetime.timedelta(days=90)
SHOWN = 12
"""Things of one pile that a section shows; past it one more leads to the list, which has them all."""


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
    awaited_count: int
    all_awaited: Todo | None
    """The list behind, when the section does not show them all."""
    ending: list[Todo]


def day_of(actor: Actor, on: datetime.date) -> Day:
    """The day of a member of staff: conventions that they or nobody follow, and the piles of their perimeter."""
    seen = Convention.objects.visible_to(actor)
    piles = _Piles(followed_by(seen, actor.user, on), actor, on)
    now = timezone.now()
    late = [
        *rights_late(actor, now),
        *late_of(actor, timezone.localdate()),
        *piles.items("unanswered", lambda line: _refusal(line, on), "refused_at"),
        *piles.items("unreachable", _gone, "invited_at"),
        *piles.items("replaced", lambda line: _replaced(line, on), "invited_at"),
        *piles.items("late", lambda line: _late(line, on), "text__sign_by"),
    ]
    to_sign = list(_to_sign_by(actor, on))
    todo = [
        *to_sign,
        *piles.items("refused", lambda line: _refusal(line, on), "refused_at"),
        *rights_todo(actor, now),
        *todo_of(actor, timezone.localdate()),
        *piles.drafts(),
    ]
    awaited = piles.shown("awaited", "invited_at")
    next_act = next(iter([*to_sign, *late, *todo]), None)
    return Day(
        next_act=next_act,
        late_count=len(late),
        todo_count=len(todo),
        late=[item for item in late if item != next_act],
        todo=[item for item in todo if item != next_act],
        awaited=_awaited_of(awaited.shown, on, now),
        awaited_count=awaited.total,
        all_awaited=piles.all_of("awaited") if awaited.total > SHOWN else None,
        ending=list(_ending(seen, actor, on)),
    )


@dataclass(frozen=True)
class _Shown:
    """The first lines of a pile, and how many it has."""

    shown: list[Signatory]
    total: int


@dataclass(frozen=True)
class _Piles:
    """The piles of conventions (`partners.conventions.piles`): each thing a line, and past `SHOWN` the list behind."""

    conventions: QuerySet[Convention]
    actor: Actor
    on: datetime.date

    def shown(self, pile: str, order: str) -> _Shown:
        """The oldest first."""
        lines = lines_of(pile, self.conventions, self.actor.user, self.on)
        lines = lines.select_related("text__convention", "organization", "contact").order_by(order, "pk")
        first = list(lines[: SHOWN + 1])
        return _Shown(first[:SHOWN], lines.count() if len(first) > SHOWN else len(first))

    def items(self, pile: str, item: Callable[[Signatory], Todo], order: str) -> list[Todo]:
        """A thing a line; more than a page holds are one more thing: the list."""
        lines = self.shown(pile, order)
        beyond = [self.all_of(pile)] if lines.total > SHOWN else []
        return [*map(item, lines.shown), *beyond]

    def drafts(self) -> list[Todo]:
        """Texts to prepare, those that are read by others first."""
        drafts = conventions_of("drafting", self.conventions, self.actor.user, self.on)
        first = list(drafts.order_by("-text__stage", "updated_at", "pk")[: SHOWN + 1])
        beyond = [self.all_of("drafting")] if len(first) > SHOWN else []
        return [*map(_draft, first[:SHOWN]), *beyond]

    def all_of(self, pile: str) -> Todo:
        """The list of the pile's conventions, and how many they are."""
        number = conventions_of(pile, self.conventions, self.actor.user, self.on).count()
        return Todo(
            title=f"Tout voir : {PILES[pile]}",
            detail=f"{number} convention{'s' if number > 1 else ''} en tout",
            tag="La liste",
            icon="file-text",
            url=f"{reverse('pages:staff:conventions-list')}?follower=ours&todo={pile}",
            label="Ouvrir",
            count=number,
        )


def page_of(convention: Convention) -> str:
    """A convention's page."""
    return reverse("pages:staff:conventions-detail", kwargs={"public_id": convention.public_id})


def part_of(line: Signatory) -> str:
    """A party's page, in its convention."""
    kwargs = {"convention": line.text.convention.public_id, "public_id": line.public_id}
    return reverse("pages:staff:convention-parties-detail", kwargs=kwargs)


def _replaced(line: Signatory, on: datetime.date) -> Todo:
    fact = followed([line.organization], on)[line.organization_id]
    return Todo(
        title=f"Remplacer {line.organization} par {fact.names}",
        detail=f"{fact.sentence} – {line.text.title}",
        tag="Ne peut plus signer",
        tone="bad",
        icon="refresh",
        url=part_of(line),
        label="Ouvrir",
    )


def _refusal(line: Signatory, on: datetime.date) -> Todo:
    refused = timezone.localdate(line.refused_at)
    last = refused + REFUSAL_ANSWERED_WITHIN
    late = last < on
    return Todo(
        title=f"Répondre au refus {of(line.organization)}",
        detail=f"« {line.refusal_reason} » – {line.text.title}",
        tag=f"Sans réponse depuis {counted((on - refused).days, 'jour')}" if late else f"Avant le {french_day(last)}",
        tone="bad" if late else "warn",
        icon="x",
        url=f"{part_of(line)}#suite",
        label="Répondre",
    )


def _gone(line: Signatory) -> Todo:
    return Todo(
        title=f"Trouver qui signe pour {line.organization}",
        detail=f"{line.contact or 'La personne demandée'} n’y est plus joignable – {line.text.title}",
        tag="Sans signataire",
        tone="bad",
        icon="user",
        url=part_of(line),
        label="Ouvrir",
    )


def _late(line: Signatory, on: datetime.date) -> Todo:
    days = (on - line.text.sign_by).days
    return Todo(
        title=f"Relancer {line.contact or 'le signataire'} pour la signature {of(line.organization)}",
        detail=f"{line.text.title}, n° {line.text.convention.number}",
        tag=f"{counted(days, 'jour')} de retard",
        tone="bad",
        icon="clock",
        url=page_of(line.text.convention),
        label="Voir",
    )


def _to_sign_by(actor: Actor, on: datetime.date) -> Iterator[Todo]:
    """NQT signs like everybody: the lines where the person asked is the reader."""
    mine = Signatory.objects.visible_to(actor).of_text_read(on).awaited().reachable().asked_of(actor.user)
    for line in mine.select_related("text__convention", "organization").order_by("invited_at", "pk"):
        by = line.text.sign_by
        yield Todo(
            title=f"Signer « {line.text.title} » pour {line.organization}",
            detail=f"Demandée le {french_day(timezone.localdate(line.invited_at))}",
            tag=f"Attendue avant le {french_day(by)}" if by else "À signer",
            tone="bad" if by and by < on else "warn",
            icon="signature",
            url=reverse("pages:staff:signing-detail", kwargs={"public_id": line.public_id}),
            label="Lire et signer",
        )


def _draft(convention: Convention) -> Todo:
    reviewed = convention.text.stage == Stage.IN_REVIEW
    return Todo(
        title=f"{'Figer et faire signer' if reviewed else 'Préparer'} « {convention} »",
        detail=f"Modifiée le {french_day(timezone.localdate(convention.updated_at))}",
        tag="En relecture" if reviewed else "Brouillon",
        tone="info" if reviewed else "mute",
        icon="eye" if reviewed else "edit",
        url=page_of(convention),
        label="Ouvrir",
    )


def _awaited_of(lines: list[Signatory], on: datetime.date, now: datetime.datetime) -> list[Awaited]:
    """No reminder is announced for whoever has stopped them."""
    stopped = stopped_among("partners.conventions.unsigned", [line.contact.email for line in lines if line.contact])
    return [_awaited(line, on, None if _has_stopped(line, stopped) else next_reminder(line, now)) for line in lines]


def _has_stopped(line: Signatory, stopped: Collection[str]) -> bool:
    return line.contact is not None and line.contact.email in stopped


def _awaited(line: Signatory, on: datetime.date, reminder: datetime.date | None) -> Awaited:
    asked = timezone.localdate(line.invited_at)
    return Awaited(
        who=str(line.organization),
        person=str(line.contact or ""),
        what=f"Signature : {line.text.title}" + (", texte ouvert" if line.viewed_at else ""),
        days=(on - asked).days,
        next_reminder=reminder,
        url=page_of(line.text.convention),
    )


def _ending(seen: QuerySet, actor: Actor, on: datetime.date) -> Iterator[Todo]:
    """Of the whole perimeter: a term passes whoever follows it. A tacit renewal comes near at the end of its term."""
    living = seen.with_life(on).filter(life__in=(Life.IN_FORCE, Life.NOTICE_GIVEN)).select_related("owner")
    over = [
        (c.text.last_day, c)
        for c in living.filter(text__last_day__range=(on, on + ENDING_WITHIN)).order_by("text__last_day")[:SHOWN]
    ]
    tacit = living.filter(text__last_day=None, text__renewal_months__isnull=False, text__ends_on__isnull=False)
    terms = ((running_until(convention.text, on), convention) for convention in tacit.iterator(chunk_size=500))
    renewed = [(end, convention) for end, convention in terms if end <= on + ENDING_WITHIN]
    for end, convention in sorted([*over, *renewed], key=lambda near: (near[0], near[1].pk))[:SHOWN]:
        what = "Prend fin" if convention.text.last_day else "Se reconduit sans préavis"
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
