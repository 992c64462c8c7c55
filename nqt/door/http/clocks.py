"""Hours and days are typed and read where the reader lives: Paris, Fort-de-France, Pointe-à-Pitre, Saint-Denis.

A room says where those who wear one of its hats, or hold one of its personal links, are:

    @lives(Role.GRADUATE, "graduate-draft")
    def zone_of_graduate(actor: Actor) -> str: ...      # a name, empty when unknown
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from nqt.accounts.actor import Actor
from nqt.common.clocks import zone_of

Place = Callable[[Actor], str]

_places: dict[str, Place] = {}


def lives(*capacities: str) -> Callable[[Place], Place]:
    """Register where the people of a role are, or the bearers of a kind of link."""

    def register(function: Place) -> Place:
        _places.update(dict.fromkeys(capacities, function))
        return function

    return register


def reader_zone(actor: Actor | None) -> ZoneInfo | None:
    """The clock of whoever reads; None for those who read by Paris."""
    place = _places.get(actor.bearer[0] if actor.bearer else actor.role) if actor else None
    return zone_of(place(actor)) if place and actor else None
