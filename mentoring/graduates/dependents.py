"""What the rooms above hold on a graduate, and let go when she leaves the pool or avoids an employer.

A room above fills this registry from its own `dependents.py`, furniture that the roof loads:

    @register
    class OfMatching(Dependent): ...
"""

from mentoring.graduates.models import Graduate
from nqt.accounts.actor import Actor


class Dependent:
    """What one room lets go; nothing, unless it says otherwise."""

    def lock(self, graduate: Graduate) -> None:
        """Take the rows that others take before a graduate, in the order of the house."""

    def leave(self, graduate: Graduate, *, actor: Actor, reason: str) -> None:
        """End what waits for somebody who withdraws or is refused; the caller owns the transaction and her row."""

    def avoid(self, graduate: Graduate, *, actor: Actor) -> None:
        """End what waits with an employer that she asks to avoid; the caller owns the transaction and her row."""


_registered: list[Dependent] = []


def register(dependent: type[Dependent]) -> type[Dependent]:
    """Ask this room too."""
    _registered.append(dependent())
    return dependent


def lock(graduate: Graduate) -> None:
    """Before her row is taken."""
    for room in _registered:
        room.lock(graduate)


def leave(graduate: Graduate, *, actor: Actor, reason: str) -> None:
    """Every room lets go."""
    for room in _registered:
        room.leave(graduate, actor=actor, reason=reason)


def avoid(graduate: Graduate, *, actor: Actor) -> None:
    """Every room lets go of those employers."""
    for room in _registered:
        room.avoid(graduate, actor=actor)
