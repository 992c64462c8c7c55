"""The numbers beside the entries of the navigation: asked on every page, so kept for a minute.

What the reader does herself is counted at once: a request that may write forgets what was kept. What others do shows
within the minute; homes and lists always count afresh.
"""

from collections.abc import Callable, Mapping

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from nqt.todo.piles import Pile
from nqt.todo.reading import counts_of
from nqt.todo.things import Group, Reader, Stack

KEPT_SECONDS = 60
SAFE = ("GET", "HEAD", "OPTIONS")
HOME = "home"
"""In the place of an entry: how many piles hold something."""
Numbers = dict[str, tuple[int, bool]]
"""Entry of the navigation → how many things await an act there, and whether one is late."""


def numbers_of(reader: Reader) -> Numbers:
    """Of a reader, under the hat worn."""
    kept = cache.get(_key(reader))
    return kept[1] if kept and kept[0] == _whose(reader) else keep(reader, counts_of(reader))


def keep(reader: Reader, stacks: Mapping[Pile, Stack]) -> Numbers:
    """Those of piles that were just counted."""
    acts = {pile: stack for pile, stack in stacks.items() if pile.group is not Group.ANSWER}
    numbers: Numbers = {HOME: (len(acts), False)}
    for pile, stack in acts.items():
        count, is_late = numbers.get(pile.place, (0, False))
        numbers[pile.place] = (count + stack.count, is_late or stack.is_late)
    cache.set(_key(reader), (_whose(reader), numbers), KEPT_SECONDS)
    return numbers


def _key(reader: Reader) -> str:
    return f"todo:{reader.actor.user.pk if reader.actor.user else 0}"


def _whose(reader: Reader) -> tuple[str, str]:
    return reader.actor.hat_key, reader.on.isoformat()


class FreshNumbers:
    """Middleware: whoever may have written reads other numbers on the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """After the answer."""
        response = self.get_response(request)
        if request.method not in SAFE and request.user.is_authenticated:
            cache.delete(f"todo:{request.user.pk}")
        return response
