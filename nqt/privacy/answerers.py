"""Who answers requests: a room above says which colleagues they are on a day, the ground writes to them.

@answerers
def national_staff(on: date) -> Iterable[User]: ...
"""

import datetime
from collections.abc import Callable, Iterable, Iterator

from nqt.accounts.models import User

Answerers = Callable[[datetime.date], Iterable[User]]

_answerers: list[Answerers] = []


def answerers(function: Answerers) -> Answerers:
    """Register who answers."""
    if function not in _answerers:
        _answerers.append(function)
    return function


def answerers_on(on: datetime.date) -> Iterator[User]:
    """Each once."""
    seen: set[int] = set()
    for function in _answerers:
        for user in function(on):
            if user.pk not in seen:
                seen.add(user.pk)
                yield user
