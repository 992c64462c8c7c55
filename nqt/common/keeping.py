"""How long each table keeps what it knows of people: the words of every `privacy.py`, and who reads them all.

    PRIVACY = {
        "mentoring.Meeting": Entry(
            subject="the graduate and the mentor",
            fields=["place", "topic"],
            purpose="meeting",
            keeps=[emptied(months(12), "mentorship__closed_on", said="the end of the mentorship")],
            blanks={"place": "", "topic": ""},
            erasure="texts emptied",
        ),
    }
    NOBODY = {"mentoring.MeetingSlot": "hours without a word"}

The same entry drives the daily purge (`nqt.privacy.retention`), the erasure of somebody (`blanks`) and every sentence
that promises a term (`kept`): a promise that nothing keeps cannot be written.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Func, JSONField, Q, Value
from django.db.models.functions import Cast, Concat

from nqt.common.dates import add_months
from nqt.common.features import furnish
from nqt.common.text import counted

FRENCH = {1: "un", 2: "deux", 3: "trois", 5: "cinq", 12: "douze", 24: "vingt-quatre", 36: "trente-six"}
LONG_IN_YEARS = 60
"""Months from which one counts in years."""


@dataclass(frozen=True)
class Span:
    """A length of time as the law says it: months of the calendar, or days."""

    months: int = 0
    days: int = 0

    def before(self, moment: datetime.datetime) -> datetime.datetime:
        """What happened earlier than this is older than the span."""
        day = add_months(moment.date(), -self.months) - datetime.timedelta(days=self.days)
        return datetime.datetime.combine(day, moment.timetz())

    def after(self, moment: datetime.datetime) -> datetime.datetime:
        """When it will have passed."""
        day = add_months(moment.date(), self.months) + datetime.timedelta(days=self.days)
        return datetime.datetime.combine(day, moment.timetz())

    @property
    def french(self) -> str:
        """'douze mois', '30 jours', 'cinq ans'."""
        if self.days:
            return counted(self.days, "jour")
        if self.months >= LONG_IN_YEARS:
            years = self.months // 12
            return f"{FRENCH.get(years, years)} ans"
        return f"{FRENCH.get(self.months, self.months)} mois"

    def __str__(self) -> str:
        return counted(self.months, "month") if self.months else counted(self.days, "day")


def months(number: int) -> Span:
    """So many months of the calendar."""
    return Span(months=number)


def days(number: int) -> Span:
    """So many days."""
    return Span(days=number)


def years(number: int) -> Span:
    """So many years."""
    return Span(months=12 * number)


class End(StrEnum):
    """What becomes of a row at the end of its term."""

    DELETED = "deleted"
    """No figure counts it: the row goes, with its history, its steps and its files."""
    EMPTIED = "emptied"
    """The row stays counted; its words go, in its history too."""
    FORGOTTEN = "forgotten"
    """The file of a person: what she is in ends, then every room empties what hangs on the file."""


@dataclass(frozen=True)
class Term:
    """Rows of a table, from when the time runs, how long, and what becomes of them."""

    end: End
    after: Span
    since: tuple[str, ...]
    """Paths to days or moments: the time runs from the last of them that is known; the first must be."""
    said: str
    """What `since` is, in English: 'the last contact'."""
    where: Q
    unless: tuple[Q, ...]
    """Rows that stay, whatever their age; a path to many means *any of them*."""
    notice: Span | None
    """How long before a mail says that it comes: without that mail nothing goes."""
    name: str
    """Which term it is, where a table has several and a sentence tells one."""

    def __str__(self) -> str:
        told = f", told {self.notice} before by mail" if self.notice else ""
        return f"{self.after} after {self.said}, then {self.end}{told}"

    def past(self, model: type[models.Model], now: datetime.datetime) -> models.QuerySet[Any]:
        """Rows of the model whose term has passed."""
        first, *others = self.since
        cut = self.after.before(now)
        rows = model._base_manager.filter(self.where, **{f"{first}__lt": _bound(model, first, cut)})
        for path in others:
            rows = rows.exclude(**{f"{path}__gte": _bound(model, path, cut)})
        for condition in self.unless:
            rows = rows.exclude(condition)
        return rows


@dataclass(frozen=True)
class With:
    """It goes with the file of somebody, by the eraser of its room: the label of that table, or of several."""

    labels: tuple[str, ...]

    def __str__(self) -> str:
        return f"as {' and '.join(self.labels)}"


@dataclass(frozen=True)
class ForEver:
    """No term, and why."""

    why: str

    def __str__(self) -> str:
        return f"kept: {self.why}"


Keeps = Term | With | ForEver


def _term(end: End, after: Span, since: tuple[str, ...], said: str, **facts: Any) -> Term:
    """`facts`: `where`, `unless`, `notice`, `name`, as far as they are said."""
    whole: dict[str, Any] = {"where": Q(), "unless": (), "notice": None, "name": ""} | facts
    return Term(end, after, since, said, **whole)


def deleted(after: Span, *since: str, said: str, **facts: Any) -> Term:
    """The rows go."""
    return _term(End.DELETED, after, since, said, **facts)


def emptied(after: Span, *since: str, said: str, **facts: Any) -> Term:
    """The rows stay, their words go."""
    return _term(End.EMPTIED, after, since, said, **facts)


def forgotten(after: Span, *since: str, said: str, **facts: Any) -> Term:
    """The person's file is forgotten, with all that hangs on it."""
    return _term(End.FORGOTTEN, after, since, said, **facts)


def together(*labels: str) -> With:
    """As the file of somebody."""
    return With(labels)


def _bound(model: type[models.Model], path: str, cut: datetime.datetime) -> datetime.date:
    """A moment for a moment, a day for a day."""
    options: Any = model._meta
    field: Any = None
    for name in path.split("__"):
        field = options.get_field(name)
        options = field.related_model._meta if field.is_relation else None
    return cut if isinstance(field, models.DateTimeField) else cut.date()


NAMELESS = {"first_name": "Personne", "last_name": "effacée"}
"""The name of whoever was forgotten."""
NO_ADDRESS = Concat(Cast("public_id", models.TextField()), Value("@erased.invalid"))
"""An address that exists nowhere and is one row's alone."""


class WithoutKeys(Func):
    """A JSON object without some of its keys."""

    output_field = JSONField()
    template = "(%(expressions)s - '{%(keys)s}'::text[])"

    def __init__(self, column: str, *keys: str) -> None:
        super().__init__(F(column), keys=",".join(keys))


@dataclass(frozen=True)
class Entry:
    """What one table keeps about people (art. 30)."""

    subject: str
    fields: Sequence[str]
    """The columns that are about somebody."""
    purpose: str
    keeps: Sequence[Keeps]
    erasure: str
    """What erasing somebody does to it."""
    blanks: Mapping[str, Any] | None = None
    """What its columns hold once emptied: values, or expressions over the row itself."""
    holds: Mapping[str, Span] | None = None
    """Keys to accounts that this row needs while it is there: for so long after its `valid_until`, if it has one."""

    @property
    def retention(self) -> str:
        """How long, in a sentence."""
        return " ; ".join(map(str, self.keeps))

    @property
    def terms(self) -> list[Term]:
        """Those that the purge runs."""
        return [one for one in self.keeps if isinstance(one, Term)]


@cache
def register_of_processing() -> dict[str, Entry]:
    """Every entry of the house, by the label of its table, in the order of the rooms."""
    return {label: entry for module in furnish("privacy") for label, entry in getattr(module, "PRIVACY", {}).items()}


@cache
def nobodys() -> dict[str, str]:
    """Tables that hold nothing about anybody, and why that is so."""
    return {label: why for module in furnish("privacy") for label, why in getattr(module, "NOBODY", {}).items()}


def entry_of(model: type[models.Model]) -> Entry:
    """The entry of a table. Raises `KeyError` when nobody wrote it."""
    return register_of_processing()[model._meta.label]


def term_of(label: str, name: str = "") -> Term:
    """One term of a table: the only one, or the one of that name. Raises `LookupError`."""
    found = [term for term in register_of_processing()[label].terms if not name or term.name == name]
    if len(found) != 1:
        raise LookupError(f"terms of {label} called {name!r}: {len(found)}")
    return found[0]


def kept(label: str, name: str = "") -> str:
    """How long, in French, for a sentence that people read: 'douze mois'."""
    return term_of(label, name).after.french


def models_told() -> Iterable[tuple[type[models.Model], Entry]]:
    """Each table with its entry."""
    return [(apps.get_model(label), entry) for label, entry in register_of_processing().items()]
