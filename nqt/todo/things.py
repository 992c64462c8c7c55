"""What a home is made of: a thing to do, somebody one waits for, and what a pile was found to hold."""

import datetime
import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from nqt.accounts.actor import Actor


class Group(enum.StrEnum):
    """What it costs not to act: the sections of a morning, in order."""

    PERSON = "person"
    """Somebody cannot go on without the reader."""
    DATE = "date"
    """A day passes."""
    BATCH = "batch"
    """Nothing burns; it is done many at a time."""
    ANSWER = "answer"
    """The reader waits for others: no act of hers."""


@dataclass(frozen=True)
class Reader:
    """Who reads, on which day, at what time."""

    actor: Actor
    on: datetime.date
    now: datetime.datetime
    _shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several piles of a room begin with, made for the first that asks."""
        if name not in self._shared:
            self._shared[name] = make()
        return self._shared[name]

    def days_since(self, at: datetime.datetime) -> int:
        """Whole days, by the calendar."""
        return (self.on - timezone.localdate(at)).days


@dataclass(frozen=True)
class Item:
    """One thing of a pile: since when, late or not, and what its pile reads of it."""

    since: datetime.datetime
    is_late: bool
    about: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.about[name]


@dataclass(frozen=True)
class Stack:
    """What a pile holds."""

    count: int
    """Rows of the list behind; exact up to `reading.CAP`, then that there are more."""
    things: int
    """Its own rows: a list of conventions may stand behind parties."""
    is_capped: bool
    is_late: bool
    """Something in it is."""
    oldest: datetime.datetime
    first: list[Item] = field(default_factory=list)
    """The oldest ones, when they were asked for."""


@dataclass(frozen=True)
class Todo:
    """One thing to do, or many as one, and where it is done."""

    title: str
    url: str
    label: str
    """The verb on its button."""
    detail: str = ""
    tag: str = ""
    """A short word on a tint: '14 jours de retard'."""
    tone: str = "info"
    icon: str = "calendar"
    count: int | None = None
    """Of many: how many rows the list at `url` has; None for one thing."""


@dataclass(frozen=True)
class Awaited:
    """Somebody whose answer one waits for."""

    who: str
    person: str
    what: str
    days: int
    url: str
    next_reminder: datetime.date | None = None
