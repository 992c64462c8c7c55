"""Where each row of the matrix is exercised: an object in scope, one out of it, what a good write carries.

A feature adds its own:

    @place("staff/conventions")
    def conventions(world: World, role: str) -> Place: ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Kwargs = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """What a role meets at a resource; addresses by the parameters of their URL."""

    inside: Kwargs = field(default_factory=dict)
    """A row the role reaches."""
    outside: Kwargs | None = None
    """A row that exists and that the role does not reach."""
    readable: Kwargs | None = None
    """A row the role reads and may not write."""
    bodies: dict[str, Any] = field(default_factory=dict)
    """Verb → what a good write carries; without one, only that the door is open is checked."""
    canaries: tuple[str, ...] = ()
    """Words that stand in rows or fields the role must never read."""


Finder = Callable[[Any, str], Place]
_finders: dict[str, Finder] = {}


def place(*keys: str) -> Callable[[Finder], Finder]:
    """Say where rows of these resources are."""

    def register(function: Finder) -> Finder:
        for key in keys:
            _finders[key] = function
        return function

    return register


def place_of(world: Any, key: str, role: str) -> Place:
    """Where a role exercises a resource; a single page or a reference list needs none."""
    finder = _finders.get(key)
    return finder(world, role) if finder else Place()


def known() -> set[str]:
    """Resources that have a place."""
    return set(_finders)
