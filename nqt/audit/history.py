"""What happened to an object, in words: its rows' history and the steps of its life, merged for a timeline.

Recorded time only: it says who changed what in the software. No figure ever reads it (valid time does that).
"""

import datetime
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from nqt.accounts.roles import Role
from nqt.audit.models import TransitionLog
from nqt.audit.transitions import DATED, label_of, state_label
from nqt.audit.words import related_keys, said
from nqt.common.together import Keys, Rows, in_bulk, together

UNSAID = frozenset({"id", "public_id", "version", "created_at", "updated_at"})
"""Columns whose changes tell nobody anything."""
_MACHINE = "Le logiciel"
_BEARER = "Porteur du lien personnel"
_TITLES = {"insert": "Création", "update": "Modification", "delete": "Suppression"}


@dataclass(frozen=True)
class Change:
    """One field, before and after, as its readers know it."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a timeline."""

    at: datetime.datetime
    kind: str
    """`insert`, `update`, `delete` or `transition`."""
    title: str
    who: str
    """A name, or what acted; empty when nobody said who (a load by hand)."""
    role: str
    hat_key: str
    changes: tuple[Change, ...] = ()
    reason: str = ""


@dataclass
class _Fact:
    """An entry before its ids are turned into words."""

    at: datetime.datetime
    kind: str
    user_id: int | None = None
    role: str = ""
    hat_key: str = ""
    bearer: str = ""
    raw: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    title: str = ""
    reason: str = ""


def of(obj: models.Model, *, fields: Iterable[str] | None = None) -> list[HistoryEntry]:
    """The whole history of one object, latest first.

    `fields` limits what is told to what its reader may see (the serializer's fields); by default all but the technical
    columns. Costs two statements: what happened, and what to call whom and what it speaks of.
    """
    model = type(obj)
    events, steps = together(events_of(model, fields, pgh_obj_id=obj.pk), TransitionLog.objects.of(obj))
    history = History(model, events, steps, fields)
    return history.told(in_bulk(history.keys))


def events_of(model: type[models.Model], fields: Iterable[str] | None = None, **rows: Any) -> models.QuerySet[Any]:
    """The events of some rows, for `together`: of columns only those shown, and `acted`, what the history says of who.

    `pgh_context_id` is the act, when somebody acted.
    """
    events = model.pgh_event_model
    shown = [name for name in _shown_fields(model, fields) if _has(events, name)]
    asked = events.objects.filter(**rows).annotate(acted=models.F("pgh_context__metadata"))
    return asked.only("pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id", *shown)


class History:
    """The history of one object, from its events and its steps: which rows it speaks of, then its entries."""

    def __init__(
        self,
        model: type[models.Model],
        events: Iterable[Any],
        steps: Iterable[TransitionLog],
        fields: Iterable[str] | None = None,
    ) -> None:
        shown = [name for name in _shown_fields(model, fields) if _has(model.pgh_event_model, name)]
        self._model = model
        self._facts = _with_steps(list(_changes_of(model, events, shown)), model, steps)
        self._facts.sort(key=operator.attrgetter("at"))
        self._facts.reverse()  # so that what one transaction did comes last first too

    @property
    def keys(self) -> Keys:
        """The rows that it speaks of."""
        found = related_keys(self._model, (pair for fact in self._facts for pair in fact.raw.items()))
        found.setdefault(get_user_model(), set()).update(fact.user_id for fact in self._facts)
        return found

    def told(self, rows: Rows) -> list[HistoryEntry]:
        """Latest first."""
        words = said(self._model, rows)
        return [_entry(fact, rows[get_user_model()], words, self._model) for fact in self._facts]


def _shown_fields(model: type[models.Model], fields: Iterable[str] | None) -> list[str]:
    told = {f.name for f in model._meta.concrete_fields if not isinstance(f, models.GeneratedField)} - UNSAID
    return sorted(told if fields is None else told & set(fields))


def _changes_of(model: type[models.Model], events: Iterable[Any], shown: list[str]) -> Iterator[_Fact]:
    """One fact an event, oldest first; an update that touches nothing shown is no news."""
    attnames = {name: model._meta.get_field(name).attname for name in shown}
    before: dict[str, Any] = {}
    for event in events:
        now = {name: getattr(event, attname) for name, attname in attnames.items()}
        raw = {name: (before.get(name), value) for name, value in now.items() if before.get(name) != value}
        before = now
        kind = event.pgh_label
        if kind == "update" and not raw:
            continue
        metadata = event.acted or {}
        yield _Fact(
            at=event.pgh_created_at,
            kind=kind,
            user_id=metadata.get("user"),
            role=metadata.get("role", ""),
            hat_key=metadata.get("hat", ""),
            bearer=metadata.get("bearer", ""),
            raw=raw if kind == "update" else {},
            title=_TITLES.get(kind, kind),
        )


def _has(events: type[models.Model], name: str) -> bool:
    return any(f.name == name for f in events._meta.concrete_fields)


def _with_steps(facts: list[_Fact], model: type[models.Model], steps: Iterable[TransitionLog]) -> list[_Fact]:
    """A step of the life cycle and the row change it made are one entry: the step's."""
    waiting = [fact for fact in facts if fact.kind == "update"]
    for step in (step for step in steps if step.field != DATED):
        made = next((fact for fact in waiting if _is_made_by(fact, step)), None)
        if made is None:
            made = _Fact(at=step.at, kind="transition")
            facts.append(made)
        else:
            waiting.remove(made)
        made.raw = {name: pair for name, pair in made.raw.items() if name != step.field}
        made.kind, made.reason = "transition", step.reason
        made.title = _step_title(model, step)
        made.user_id, made.role, made.hat_key = step.user_id, step.role, step.hat_key
        made.bearer = step.bearer
    return facts


def _is_made_by(fact: _Fact, step: TransitionLog) -> bool:
    return fact.at == step.at and fact.raw.get(step.field) == (step.from_state, step.to_state)


def _step_title(model: type[models.Model], step: TransitionLog) -> str:
    column = model._meta.get_field(step.field)
    label = label_of(model, step.field, step.name)
    return f"{label} : {state_label(column, step.from_state)} → {state_label(column, step.to_state)}"


def _entry(fact: _Fact, people: dict[int, Any], words: Any, model: type[models.Model]) -> HistoryEntry:
    changes = tuple(
        Change(name, _label(model, name), words(name, old), words(name, new)) for name, (old, new) in fact.raw.items()
    )
    return HistoryEntry(
        at=fact.at,
        kind=fact.kind,
        title=fact.title,
        who=_who(fact, people),
        role=str(Role(fact.role).label) if fact.role in Role.values else "",
        hat_key=fact.hat_key,
        changes=changes,
        reason=fact.reason,
    )


def _who(fact: _Fact, people: dict[int, Any]) -> str:
    if fact.user_id:
        return str(people.get(fact.user_id, "Compte supprimé"))
    if fact.role == Role.SYSTEM:
        return _MACHINE
    return _BEARER if fact.bearer else ""


def _label(model: type[models.Model], name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
