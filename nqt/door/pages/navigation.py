"""Where one can go from here: the places an audience may open, by job, what waits in each, and one's other hats."""

import enum
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rest_framework.request import Request

from nqt.accounts import hats
from nqt.accounts.actor import Actor
from nqt.accounts.hats import Hat
from nqt.todo.numbers import HOME, numbers_of
from nqt.todo.reading import reader_of


class Trade(enum.StrEnum):
    """What staff come to do: one group of places each, in this order."""

    PARTNERSHIPS = "Partenariats"
    ACCOMPANYING = "Accompagnement"
    EVENTS = "Événements"
    STEERING = "Pilotage"
    SETTINGS = "Réglages"


ICONS: dict[str, str] = {
    Trade.PARTNERSHIPS: "signature",
    Trade.ACCOMPANYING: "heart-handshake",
    Trade.EVENTS: "calendar-event",
    Trade.STEERING: "chart-bar",
    Trade.SETTINGS: "adjustments",
}
"""Icons say the job, plain words the place."""


class Place(NamedTuple):
    """An entry: its group (a job, or none), what it is called, its icon, its rank in the group."""

    group: str
    label: str
    icon: str
    order: int
    says: str = ""
    """One line, on the page of all places: 'Rédiger, faire signer, renouveler'."""
    on_phone: bool = False
    """Among the four that a phone's bar shows."""


@dataclass
class Entry:
    """A place as one reader finds it."""

    place: Place
    url: str
    basename: str
    is_home: bool = False
    current: bool = False
    count: int = 0
    """What awaits an act there; never the size of a list."""
    hot: bool = False
    """Some of it is late."""

    @property
    def label(self) -> str:
        return self.place.label

    @property
    def icon(self) -> str:
        return self.place.icon


@dataclass
class Places:
    """The places of one job, or those outside any."""

    label: str
    items: list[Entry] = field(default_factory=list)

    @property
    def icon(self) -> str:
        return ICONS.get(self.label, "")

    @property
    def current(self) -> bool:
        """One is in it."""
        return any(entry.current for entry in self.items)

    @property
    def urgent(self) -> int:
        """What is late keeps its number while the job is closed."""
        return sum(entry.count for entry in self.items if entry.hot)


def groups(resources: list[Any], view: Any) -> list[Places]:
    """Places that declare `nav` and that the actor may open; a job without a place is not there."""
    entries = [entry for cls in resources if cls.nav is not None if (entry := entry_of(cls, view.actor))]
    entries.sort(key=lambda entry: entry.place.order)
    mark_current(entries, view.request.path)
    count(entries, view.actor)
    found: dict[str, Places] = {}
    for entry in entries:
        found.setdefault(entry.place.group, Places(str(entry.place.group))).items.append(entry)
    rank = {str(trade): number for number, trade in enumerate(Trade)}
    return sorted(found.values(), key=lambda places: rank.get(places.label, -1))


def entry_of(cls: Any, actor: Actor) -> Entry | None:
    """The place of one resource; None where the actor may not go."""
    other = cls.seen_by(actor)
    if not other.may("show" if cls.single else "list"):
        return None
    return Entry(Place(*cls.nav), other.home_url(), cls.basename, is_home=cls.home)


def mark_current(entries: list[Entry], path: str) -> None:
    """The longest address that begins the present one is where we are."""
    here = max((entry for entry in entries if path.startswith(entry.url)), key=lambda e: len(e.url), default=None)
    if here is not None:
        here.current = True


def count(entries: list[Entry], actor: Actor) -> None:
    """The number beside each entry is that of its piles."""
    numbers = numbers_of(reader_of(actor))
    for entry in entries:
        entry.count, entry.hot = numbers.get(HOME if entry.is_home else entry.basename, (0, False))


def worn_hats(request: Request, audience: str) -> tuple[Hat | None, list[Hat]]:
    """The hat of the header, and the others of the same audience."""
    mine = hats.worn(request, audience)
    hat = hats.current(request, audience) if mine else None
    return hat, [other for other in mine if other is not hat]
