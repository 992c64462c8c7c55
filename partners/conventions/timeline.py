"""What happened to a convention, in sentences: steps of its text, answers of its parties, reminders, corrections.

A fixed number of statements whatever the number of parties; the steps of one transaction are one entry.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import CharField, Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from nqt.accounts.models import User
from nqt.audit import history
from nqt.audit.models import TransitionLog
from nqt.common import text
from nqt.common.dates import french_day
from nqt.outbox.models import ON_THE_WAY, Message, State
from partners.conventions.actions.soliciting import REMINDERS
from partners.conventions.edits import edits_of
from partners.conventions.models import Answer, Convention, ConventionText, Signatory
from partners.conventions.models.terms import TERMS
from partners.organizations.models import Contact

CONVENTION, TEXT, LINE = "partners.convention", "partners.conventiontext", "partners.signatory"

OF_TEXT = {
    "review": ("Le projet est en relecture.", "eye", "info"),
    "freeze": ("Texte figé, {invited}.", "lock", "mute"),
    "back_to_draft": ("Le texte repasse en brouillon{voided}.", "edit", "warn"),
    "complete": ("Tous ont signé.", "check", "ok"),
    "close_round": ("Les signatures sont closes.", "lock", "mute"),
    "reopen_round": ("Une partie laissée de côté est de nouveau invitée.", "refresh", "info"),
    "abandon": ("La convention est abandonnée{voided}.", "x", "mute"),
    "reopen": ("La convention est reprise.", "refresh", "info"),
    "record": ("Convention reprise : elle a été signée avant le logiciel.", "history", "mute"),
}
OF_LINE = {
    "invite": ("{person} reçoit un lien pour signer ({organization}).", "send", "mute"),
    "invite again": ("{person} reçoit un nouveau lien pour signer ({organization}).", "send", "mute"),
    "void": (
        "La signature {of_organization} est annulée : {person} reçoit un nouveau lien pour signer.",
        "send",
        "mute",
    ),
    "view": ("{person} a ouvert le texte ({organization}).", "eye", "info"),
    "sign": ("{person} signe pour {organization}.", "signature", "ok"),
    "refuse": ("{person} refuse de signer pour {organization}.", "x", "bad"),
    "withdraw": ("{organization} quitte les parties.", "x", "mute"),
    "reinstate": ("{organization} est de nouveau partie.", "refresh", "info"),
}
"""Step → sentence, icon, tone. `unask` and `record` of a line are told by the text's step."""
ON_ITS_PAGE = {name: (said.replace(" ({organization})", ""), *look) for name, (said, *look) in OF_LINE.items()} | {
    "unask": ("{person} n’a plus de lien : le texte repasse en brouillon.", "edit", "warn"),
    "record": ("{organization} a signé avant le logiciel.", "history", "mute"),
}
"""The same on the page of that party alone, where no step of the text tells them."""
OF_LIFE = {
    "give_notice": ("Préavis donné : le dernier jour est le {until}.", "hourglass", "warn"),
    "cancel_notice": ("Le préavis est retiré.", "refresh", "info"),
    "terminate": ("Convention résiliée à compter du {until}.", "x", "bad"),
    "resume": ("La résiliation est annulée.", "refresh", "info"),
}
"""Step of the dates → sentence, icon, tone."""

TOLD = ("origin", "owner", "parent")
"""Of the convention's own columns; for those that a step sets, its sentence is enough."""


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime.datetime
    sentence: str
    icon: str
    tone: str
    who: str = ""
    """Who acted, when the sentence does not say it."""
    quote: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)


def of(convention: Convention) -> list[Entry]:
    """Latest first: of the texts that are read, or were; an amendment enters it on the day it takes effect."""
    texts = list(convention.texts.filter(Q(ordinal=1) | Q(effective_on__lte=timezone.localdate())).order_by("ordinal"))
    lines = {line.pk: line for line in Signatory.objects.filter(text__in=texts).select_related("organization")}
    about = Q(model=TEXT, object_pk__in=[text.pk for text in texts]) | Q(model=LINE, object_pk__in=lines)
    about |= Q(model=CONVENTION, object_pk=convention.pk)
    steps = TransitionLog.objects.filter(about).select_related("user").order_by("at", "pk")
    people = _People(lines)
    entries = [entry for _, group in groupby(steps, attrgetter("at")) for entry in _told(list(group), lines, people)]
    told = {entry.at for entry in entries}
    entries += _reminded(convention, lines)
    entries += _corrected(convention, texts)
    entries += _edited(convention, [text.pk for text in texts], told)
    return sorted(entries, key=attrgetter("at"), reverse=True)


def of_line(line: Signatory) -> list[Entry]:
    """Latest first: what was sent to one party, and what it answered."""
    lines = {line.pk: line}
    steps = TransitionLog.objects.filter(model=LINE, object_pk=line.pk).select_related("user").order_by("at", "pk")
    entries = [*_told(list(steps), lines, _People(lines), ON_ITS_PAGE), *_reminded(line.text.convention, lines)]
    return sorted(entries, key=attrgetter("at"), reverse=True)


def _told(
    steps: list[TransitionLog],
    lines: dict[int, Signatory],
    people: "_People",
    of_line: dict[str, Any] = OF_LINE,
) -> Iterator[Entry]:
    """The steps of one transaction."""
    of_text = next((step for step in steps if step.model == TEXT), None)
    invited = sum(step.name == "invite" for step in steps)
    voided = [lines[step.object_pk] for step in steps if step.name == "unask" and step.from_state == Answer.SIGNED]
    if of_text and of_text.name in OF_TEXT:
        sentence, icon, tone = OF_TEXT[of_text.name]
        who = str(of_text.user or "")
        yield Entry(
            of_text.at,
            sentence.format(invited=text.counted(invited, "invitation envoyée"), voided=_voided(voided)),
            icon,
            tone,
            who=who,
            quote=of_text.reason,
        )
    for step in steps:
        if step.model == CONVENTION:
            sentence, icon, tone = OF_LIFE[step.name]
            until = french_day(datetime.date.fromisoformat(step.to_state)) if step.to_state else ""
            yield Entry(step.at, sentence.format(until=until), icon, tone, who=str(step.user or ""), quote=step.reason)
        if step.model != LINE or step.name not in of_line or (of_text and step.name == "invite"):
            continue
        name = step.name
        if name == "invite" and step.from_state != Answer.LISTED:
            name = "void" if step.from_state == Answer.SIGNED else "invite again"
        sentence, icon, tone = of_line[name]
        line = lines[step.object_pk]
        person = people.asked(line, step.at)
        words = sentence.format(
            person=person, organization=line.organization, of_organization=text.of(line.organization)
        )
        yield Entry(step.at, words, icon, tone, who=str(step.user or ""), quote=step.reason)


def _voided(lines: list[Signatory]) -> str:
    names = ", ".join(str(line.organization) for line in lines)
    return f", {text.counted(len(lines), 'signature annulée')} : {names}" if lines else ""


class _People:
    """Whom each line asked at a moment: the row's own history knows."""

    def __init__(self, lines: Iterable[int]) -> None:
        events = Signatory.pgh_event_model.objects.filter(pgh_obj_id__in=list(lines)).order_by("pgh_id")
        self._asked: dict[int, list[tuple[datetime.datetime, int | None]]] = defaultdict(list)
        for pk, at, contact in events.values_list("pgh_obj_id", "pgh_created_at", "contact_id"):
            self._asked[pk].append((at, contact))
        known = {contact for asked in self._asked.values() for _, contact in asked if contact}
        self._names = {contact.pk: str(contact) for contact in Contact.objects.filter(pk__in=known)}

    def asked(self, line: Signatory, at: datetime.datetime) -> str:
        """The name, or a neutral word when nobody was."""
        contacts = [contact for when, contact in self._asked[line.pk] if when <= at]
        return self._names.get(contacts[-1] if contacts else None, "Quelqu’un")


def _reminded(convention: Convention, lines: dict[int, Signatory]) -> Iterator[Entry]:
    by_id = {str(line.public_id): line for line in lines.values()}
    sent = list(Message.objects.about("convention", convention.public_id).of_kind(*REMINDERS).sent())
    senders = {message.context["by"] for message in sent if message.context.get("by")}
    names = {str(user.public_id): str(user) for user in User.objects.filter(public_id__in=senders)}
    for message in sent:
        line = by_id.get(message.context.get("signatory", ""))
        if line:
            how = ", automatique" if message.is_reminder else ""
            who = names.get(message.context.get("by") or "", "")
            yield Entry(message.sent_at, f"Relance envoyée {text.at(line.organization)}{how}.", "send", "mute", who=who)


def _corrected(convention: Convention, texts: list[ConventionText]) -> Iterator[Entry]:
    """What one act changed in the record and in the terms is one entry."""
    acts: dict[datetime.datetime, list[history.HistoryEntry]] = defaultdict(list)
    for entry in history.of(convention, fields=TOLD):
        if entry.kind == "insert":
            yield Entry(entry.at, "Convention créée.", "plus", "mute", who=entry.who)
        acts[entry.at].append(entry)
    for text_read in texts:
        for entry in history.of(text_read, fields=TERMS):
            acts[entry.at].append(entry)
    for at, entries in acts.items():
        told = sorted((change for entry in entries for change in entry.changes), key=attrgetter("field"))
        if told:
            changes = [{"label": change.label, "old": change.old, "new": change.new} for change in told]
            yield Entry(at, "Convention modifiée.", "edit", "mute", who=entries[0].who, changes=changes)


def _edited(convention: Convention, texts: list[int], told: set[datetime.datetime]) -> Iterator[Entry]:
    """Changes of the words and of the parties, but for those that a step made and tells."""
    for edit, who in edits_of(convention, texts):
        if edit.event.pgh_created_at not in told or edit.changes:
            changes = [{"label": label, "old": old, "new": new} for label, old, new in edit.changes]
            yield Entry(edit.event.pgh_created_at, edit.sentence, "edit", "mute", who=who, changes=changes)


def _reminders() -> QuerySet:
    """Of a line of the outer query; those on their way count, so that a page read right after the act is right."""
    about = Concat(Value("convention:"), Cast(OuterRef("text__convention__public_id"), CharField()))
    return (
        Message.objects.filter(state__in=(State.SENT, *ON_THE_WAY))
        .of_kind(*REMINDERS)
        .filter(about=about)
        .annotate(line=KT("context__signatory"), round=KT("context__round"))
        .filter(line=Cast(OuterRef("public_id"), CharField()), round=Cast(OuterRef("link_round"), CharField()))
        .order_by()
        .values("line")
    )


def with_reminders(lines: QuerySet) -> QuerySet:
    """Annotate `reminders` (how many) and `reminded_at` (the last one), of the person asked now, in this round."""
    sent = _reminders().annotate(n=Count("pk")).values("n")
    return with_last_reminder(lines).annotate(reminders=Subquery(sent))


def with_last_reminder(lines: QuerySet) -> QuerySet:
    """Annotate `reminded_at` alone."""
    last = _reminders().annotate(last=Max(Coalesce("sent_at", "next_try_at"))).values("last")
    return lines.annotate(reminded_at=Subquery(last))
