"""What is told to a person of all that is kept about her (art. 15): each feature's `disclosure.py` tells its part.

    @sections(order=20)
    def of_graduate(person: Person) -> Iterator[Section]: ...

In words for people, never internals; what others wrote or are is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from nqt.privacy.erasing import Person


@dataclass(frozen=True)
class Fact:
    """One thing known."""

    label: str
    value: str


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    what: str
    when: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Section:
    """One heading of the page; `empty` is said when there is nothing under it."""

    title: str
    facts: list[Fact] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    note: str = ""
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing under the heading."""
        return not self.facts and not self.lines


Part = Callable[[Person], Iterable[Section]]

_parts: dict[Part, int] = {}


def sections(*, order: int) -> Callable[[Part], Part]:
    """Register a part, in the order of the page."""

    def register(function: Part) -> Part:
        _parts[function] = order
        return function

    return register


def told_to(person: Person) -> list[Section]:
    """The whole."""
    functions = sorted(_parts, key=_parts.__getitem__)
    return [section for function in functions for section in function(person) if section.empty or not section.is_empty]


def known(*pairs: tuple[str, object]) -> list[Fact]:
    """Facts, those unknown left out."""
    return [Fact(label, str(value)) for label, value in pairs if value not in (None, "", [], ())]
