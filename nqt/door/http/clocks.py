"""Hours and days are typed and read where the reader lives: Paris, Fort-de-France, Pointe-à-Pitre, Saint-Denis.

A room says where those who wear one of its hats, or hold one of its personal links, are:

    @lives(Role.GRADUATE, "graduate-draft")
    def zone_of_graduate(actor: Actor) -> str: ...      # a name, empty when unknown
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework.request import Request

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


class OnReadersClock:
    """The part of a resource that keeps to the reader's clock, in what is typed and in what is shown."""

    zone: ZoneInfo | None = None

    def zone_of_reader(self) -> ZoneInfo | None:
        """From the hat; a personal link says otherwise."""
        return reader_zone(self.actor)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Known once the actor is; given back when the request ends."""
        super().initial(request, *args, **kwargs)
        self.zone = self.zone_of_reader()
        if self.zone:
            self.scope_of_request.enter_context(timezone.override(self.zone))

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer is written on the same clock: templates are rendered after the view, hence here."""
        answer = super().dispatch(request, *args, **kwargs)
        if self.zone and hasattr(answer, "render") and not answer.is_rendered:
            with timezone.override(self.zone):
                answer.render()
        return answer
