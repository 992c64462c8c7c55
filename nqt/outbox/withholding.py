"""What holds back a mail that is not owed, asked at the moment it would leave: a room above registers its reason.

@withholder
def restricted(message: Message) -> bool: ...
"""

from collections.abc import Callable

from nqt.outbox.kinds import kind_of
from nqt.outbox.models import Message

Withholder = Callable[[Message], bool]

_withholders: list[Withholder] = []


def withholder(function: Withholder) -> Withholder:
    """Register one reason."""
    if function not in _withholders:
        _withholders.append(function)
    return function


def is_withheld(message: Message) -> bool:
    """A mail that must not leave; what is owed always does."""
    known = kind_of(message.kind)
    return known is not None and known.family is not None and any(function(message) for function in _withholders)
