"""What the rooms above hold on a mentor: places taken, and what keeps somebody from leaving.

A room above fills this registry from its own `dependents.py`, furniture that the roof loads:

    @register
    class OfProposals(Dependent): ...
"""

from collections.abc import Iterable

from mentoring.mentors.models import Mentor, MentorQuerySet
from nqt.accounts.actor import Actor


class Dependent:
    """What one room answers; nothing, unless it says otherwise."""

    def with_places(self, mentors: MentorQuerySet) -> MentorQuerySet:
        """Annotate `accompanied` (graduates) and `held` (proposals that keep a place)."""
        return mentors

    def hindrances(self, mentor: Mentor) -> Iterable[str]:
        """Sentences on what must be settled before this mentor leaves."""
        return ()

    def pause(self, mentor: Mentor, *, actor: Actor) -> None:
        """Let go of what waits for a mentor who takes nobody for now; the caller owns the transaction and her row."""


_registered: list[Dependent] = []


def register(dependent: type[Dependent]) -> type[Dependent]:
    """Ask this room too."""
    _registered.append(dependent())
    return dependent


def with_places(mentors: MentorQuerySet) -> MentorQuerySet:
    """With what every room annotates."""
    for room in _registered:
        mentors = room.with_places(mentors)
    return mentors


def pause(mentor: Mentor, *, actor: Actor) -> None:
    """Every room lets go."""
    for room in _registered:
        room.pause(mentor, actor=actor)


def hindrances(mentor: Mentor) -> list[str]:
    """What every room says."""
    return [sentence for room in _registered for sentence in room.hindrances(mentor)]
