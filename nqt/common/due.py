"""Work that time alone makes due, told by each feature in its `due.py` and done by the one sweep, every minute.

    @due("mentoring.matching.expired")
    def expired(now: datetime) -> int: ...      # how many rows were done

    @late("jobs.waiting")
    def waiting(now: datetime) -> int: ...      # how many rows wait: the workers were told again

Nothing is held between two sweeps: run at will, twice at once, or not for a day.
"""

import datetime
from collections.abc import Callable

Work = Callable[[datetime.datetime], int]

_works: dict[str, Work] = {}
_late: dict[str, Work] = {}


def _registering(works: dict[str, Work], name: str) -> Callable[[Work], Work]:
    def register(function: Work) -> Work:
        if works.get(name, function) is not function:
            raise ValueError(f"two works are called {name!r}")
        works[name] = function
        return function

    return register


def due(name: str) -> Callable[[Work], Work]:
    """Register one piece of due work."""
    return _registering(_works, name)


def late(name: str) -> Callable[[Work], Work]:
    """Register what publishes the rows that wait; it may raise: without a broker the next sweep does it."""
    return _registering(_late, name)


def works() -> dict[str, Work]:
    """All due work, by name."""
    return dict(_works)


def publishers() -> dict[str, Work]:
    """All that publish what is late, by name."""
    return dict(_late)
