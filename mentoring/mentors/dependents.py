"""What the rooms above hold on a mentor: places taken, and what keeps somebody from leaving.

A room above fills this registry from its own `dependents.py`, furniture that the roof loads:

    @register
    class OfMatching(Dependent): ...
"""

from collections.abc import Iterable

from mentoring.mentors.models import Mentor, MentorQuerySet


class Dependent:
    """What one room answers; nothing, unless it says otherwise."""

    def with_places(self, mentors: MentorQuerySet) -> MentorQuerySet:
        """Annotate `accompanied` (graduates) and `held` (proposals that keep a place)."""
        return mentors

    def hindrances(self, mentor: Mentor) -> Iterable[str]:
        """Sentences on what must be settled before this mentor leaves."""
        return ()


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


def hindrances(mentor: Mentor) -> list[str]:
    """What every room says."""
    return [sentence for room in _registered for sentence in room.hindrances(mentor)]
