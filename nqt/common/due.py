"""Work that time alone makes due, told by each feature in its `due.py` and done by the sweep, every minute.

    @due("mentoring.matching.expired")
    def expired(now: datetime) -> int: ...      # how many rows were done

It holds nothing between two runs: run at will, twice at once, or not for a day.
"""

import datetime
from collections.abc import Callable

Work = Callable[[datetime.datetime], int]

_works: dict[str, Work] = {}


def due(name: str) -> Callable[[Work], Work]:
    """Register one piece of due work."""

    def register(function: Work) -> Work:
        if _works.get(name, function) is not function:
            raise ValueError(f"two works are called {name!r}")
        _works[name] = function
        return function

    return register


def works() -> dict[str, Work]:
    """All of them, by name."""
    return dict(_works)
