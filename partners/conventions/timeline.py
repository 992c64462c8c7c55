"""What happened to a convention, in sentences: steps of its text, answers of its parties, reminders, corrections.

A fixed number of statements whatever the number of parties; the steps of one transaction are one entry.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from django.db.models import CharField, Count, Max, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils import timezone

from nqt.accounts.models import User
from nqt.audit import history
from nqt.audit.models import TransitionLog
from nqt.common import text
from nqt.common.dates import french_day
from nqt.common.together import Rows, in_bulk, together
from nqt.outbox.models import ON_THE_WAY, Message, State
from partners.conventions.actions.soliciting import REMINDERS
from partners.conventions.edits import EDITED, Edits
from partners.conventions.models import Answer, Convention, ConventionText, Signatory
from partners.conventions.models.terms import TERMS
from partners.organizations.models import Contact, Organization

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
    """Latest first: of the texts that are read, or were; an amendment enters it on the day it takes effect.

    Two statements: what happened, then whom and what it speaks of.
    """
    in_force = Q(ordinal=1) | Q(effective_on__lte=timezone.localdate())
    texts = ConventionText.objects.filter(in_force, convention=convention).values("pk")
    parties = Signatory.objects.filter(text__in=texts)
    lines, reminders, *steps_by_table, records, versions, articles, party_events, territory = together(
        parties.only("public_id", "organization"),
        _reminders_of(convention),
        TransitionLog.objects.filter(model=CONVENTION, object_pk=convention.pk),
        TransitionLog.objects.filter(model=TEXT, object_pk__in=texts),
        TransitionLog.objects.filter(model=LINE, object_pk__in=parties.values("pk")),
        history.events_of(Convention, TOLD, pgh_obj_id=convention.pk),
        history.events_of(ConventionText, TERMS, pgh_obj_id__in=texts),
        *(history.events_of(model, fields, text_id__in=texts) for model, fields in EDITED.items()),
    )
    steps = sorted((step for table in steps_by_table for step in table), key=attrgetter("at", "pk"))
    histories = _histories(records, versions, steps)
    edits = Edits(articles, party_events, territory)
    rows = in_bulk(
        {User: {step.user_id for step in steps} | {message.sender for message in reminders}},
        {Organization: {line.organization_id for line in lines}},
        edits.keys,
        *(each.keys for each in histories),
    )
    for step in steps:
        step.user = rows[User].get(step.user_id)
    for line in lines:
        line.organization = rows[Organization][line.organization_id]
    entries = list(_stepped(steps, {line.pk: line for line in lines}, _People(party_events, rows[Contact])))
    told = {entry.at for entry in entries}
    entries += _reminded(reminders, lines, rows[User])
    entries += _corrected(histories, rows)
    entries += _edited(edits, rows, records, told)
    return sorted(entries, key=attrgetter("at"), reverse=True)


def _histories(records: list[Any], versions: list[Any], steps: list[TransitionLog]) -> list[history.History]:
    """Of the convention's own columns, and of the terms of each of its texts."""
    found = [history.History(Convention, records, [step for step in steps if step.model == CONVENTION], TOLD)]
    for pk in dict.fromkeys(event.pgh_obj_id for event in versions):
        events = [event for event in versions if event.pgh_obj_id == pk]
        mine = [step for step in steps if (step.model, step.object_pk) == (TEXT, pk)]
        found.append(history.History(ConventionText, events, mine, TERMS))
    return found


def _stepped(steps: list[TransitionLog], lines: dict[int, Signatory], people: "_People") -> Iterator[Entry]:
    for _, group in groupby(steps, attrgetter("at")):
        yield from _told(list(group), lines, people)


def of_line(line: Signatory) -> list[Entry]:
    """Latest first: what was sent to one party, and what it answered. Two statements."""
    reminders, steps, events = together(
        _reminders_of(line.text.convention),
        TransitionLog.objects.filter(model=LINE, object_pk=line.pk),
        history.events_of(Signatory, EDITED[Signatory], pgh_obj_id=line.pk),
    )
    rows = in_bulk(
        {User: {step.user_id for step in steps} | {message.sender for message in reminders}},
        {Contact: {event.contact_id for event in events}},
    )
    for step in steps:
        step.user = rows[User].get(step.user_id)
    steps.sort(key=attrgetter("at", "pk"))
    told = _told(steps, {line.pk: line}, _People(events, rows[Contact]), ON_ITS_PAGE)
    entries = [*told, *_reminded(reminders, [line], rows[User])]
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

    def __init__(self, events: Iterable[Any], contacts: dict[int, Contact]) -> None:
        self._contacts = contacts
        self._asked: dict[int, list[tuple[datetime.datetime, int | None]]] = defaultdict(list)
        for event in events:
            self._asked[event.pgh_obj_id].append((event.pgh_created_at, event.contact_id))

    def asked(self, line: Signatory, at: datetime.datetime) -> str:
        """The name, or a neutral word when nobody was."""
        contacts = [contact for when, contact in self._asked[line.pk] if when <= at]
        return str(self._contacts.get(contacts[-1] if contacts else None, "Quelqu’un"))


def _reminders_of(convention: Convention) -> QuerySet[Message]:
    """Those that left, each with its `sender` when somebody sent it by hand."""
    by = Cast(NullIf(KT("context__by"), Value("")), UUIDField())
    sent = Message.objects.about("convention", convention.public_id).of_kind(*REMINDERS).sent()
    by_whom = User.objects.filter(public_id=OuterRef("by")).values("pk")[:1]
    return sent.annotate(by=by).annotate(sender=Subquery(by_whom)).only("sent_at", "is_reminder", "context")


def _reminded(reminders: list[Message], lines: list[Signatory], people: dict[int, User]) -> Iterator[Entry]:
    by_id = {str(line.public_id): line for line in lines}
    for message in reminders:
        line = by_id.get(message.context.get("signatory", ""))
        if line:
            how = ", automatique" if message.is_reminder else ""
            who = str(people.get(message.sender, ""))
            yield Entry(message.sent_at, f"Relance envoyée {text.at(line.organization)}{how}.", "send", "mute", who=who)


def _corrected(histories: list[history.History], rows: Rows) -> Iterator[Entry]:
    """What one act changed in the record and in the terms is one entry."""
    acts: dict[datetime.datetime, list[history.HistoryEntry]] = defaultdict(list)
    of_record, *of_texts = (each.told(rows) for each in histories)
    for entry in of_record:
        if entry.kind == "insert":
            yield Entry(entry.at, "Convention créée.", "plus", "mute", who=entry.who)
    for entry in chain(of_record, *of_texts):
        acts[entry.at].append(entry)
    for at, entries in acts.items():
        told = sorted((change for entry in entries for change in entry.changes), key=attrgetter("field"))
        if told:
            changes = [{"label": change.label, "old": change.old, "new": change.new} for change in told]
            yield Entry(at, "Convention modifiée.", "edit", "mute", who=entries[0].who, changes=changes)


def _edited(edits: Edits, rows: Rows, records: list[Any], told: set[datetime.datetime]) -> Iterator[Entry]:
    """Changes of the words and of the parties, but for those that a step made and tells."""
    created = next((event for event in records if event.pgh_label == "insert"), None)
    for edit in edits.told(rows, created):
        if edit.event.pgh_created_at not in told or edit.changes:
            changes = [{"label": label, "old": old, "new": new} for label, old, new in edit.changes]
            who = str(rows[User].get(edit.user_id, ""))
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
