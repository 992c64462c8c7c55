"""What staff find in the morning: a pile is a line whatever its size, in groups by what it costs not to act."""

import datetime
from dataclasses import dataclass, replace

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.todo.numbers import keep
from nqt.todo.piles import Pile, piles_of
from nqt.todo.reading import FIRST, reader_of, stacks_of
from nqt.todo.things import Awaited, Group, Reader, Stack, Todo

WHO_IS_AWAITED = 12
"""Lines of the people one waits for; past it the list has them all."""
TITLES = {
    Group.PERSON: ("Quelqu’un attend", "une personne ne peut pas avancer sans vous"),
    Group.DATE: ("Une date passe", "en retard d’abord, puis la plus proche"),
    Group.BATCH: ("Par lots", "rien ne brûle, tout se compte"),
}


@dataclass(frozen=True)
class Line:
    """One pile, in the words of its home, and the list behind it."""

    pile: Pile
    stack: Stack
    told: Todo
    list_url: str

    @property
    def name(self) -> str:
        return self.pile.name

    @property
    def count(self) -> int:
        """Rows of the list."""
        return self.stack.count


@dataclass(frozen=True)
class Section:
    """A group, and what is in it."""

    group: Group
    title: str
    says: str
    lines: list[Line]


@dataclass(frozen=True)
class Waiting:
    """A pile of people whose answer one waits for."""

    pile: Pile
    title: str
    count: int
    list_url: str


@dataclass(frozen=True)
class Day:
    """The page; the first thing to do is put forward, and is in no section."""

    next_act: Line | None
    sections: list[Section]
    awaited: list[Awaited]
    """The first of each pile."""
    awaited_count: int
    awaited_lists: list[Waiting]
    nothing_in: list[str]
    """What the piles that hold nothing are called."""

    @property
    def lines(self) -> list[Line]:
        """Everything that awaits an act, the first included."""
        return [line for line in (self.next_act, *(line for one in self.sections for line in one.lines)) if line]

    def number(self, group: Group) -> int:
        """Piles of a group."""
        return sum(line.pile.group is group for line in self.lines)


def day_of(actor: Actor, on: datetime.date) -> Day:
    """The day of a member of staff."""
    reader = reader_of(actor, on)
    stacks = stacks_of(reader, first=max(FIRST, WHO_IS_AWAITED))
    keep(reader, stacks)
    waited = [pile for pile in stacks if pile.group is Group.ANSWER]
    acts = {pile: stack for pile, stack in stacks.items() if pile not in waited}
    lines = sorted(
        (_line(pile, replace(stack, first=stack.first[:FIRST]), reader) for pile, stack in acts.items()),
        key=lambda line: (not line.stack.is_late, line.stack.oldest),
    )
    first = min(lines, key=lambda line: (line.pile.gravity, not line.stack.is_late), default=None)
    shown = [line for line in lines if line is not first]
    return Day(
        next_act=first,
        sections=[
            Section(group, title, says, found)
            for group, (title, says) in TITLES.items()
            if (found := [line for line in shown if line.pile.group is group])
        ],
        awaited=[person for pile in waited for person in pile.awaited(stacks[pile], reader)],
        awaited_count=sum(stacks[pile].things for pile in waited),
        awaited_lists=[_waiting(pile, stacks[pile], reader) for pile in waited],
        nothing_in=[pile.empty for pile in piles_of(Audience.STAFF) if pile not in stacks],
    )


def _line(pile: Pile, stack: Stack, reader: Reader) -> Line:
    return Line(pile, stack, pile.told(stack, reader), pile.list_url(reader))


def _waiting(pile: Pile, stack: Stack, reader: Reader) -> Waiting:
    return Waiting(pile, pile.empty, stack.count, pile.list_url(reader))
