"""What must always be true, told by each feature in its `invariants.py` and asked by `manage.py check_invariants`."""

from collections.abc import Callable, Iterable

Invariant = Callable[[], Iterable[str]]

_invariants: dict[str, Invariant] = {}


def invariant(name: str) -> Callable[[Invariant], Invariant]:
    """Register a check ('outbox.once'): it yields one French sentence for each thing that is not as it must be."""

    def register(function: Invariant) -> Invariant:
        if _invariants.get(name, function) is not function:
            raise ValueError(f"two invariants are called {name!r}")
        _invariants[name] = function
        return function

    return register


def invariants() -> dict[str, Invariant]:
    """All of them, by name."""
    return dict(_invariants)
