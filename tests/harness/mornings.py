"""The morning of a member of staff, thing by thing, as tests ask about it."""

import datetime
from dataclasses import dataclass

from nqt.accounts.actor import Actor
from nqt.home import today
from nqt.todo.reading import reader_of
from nqt.todo.things import Awaited, Todo


@dataclass(frozen=True)
class Morning:
    """What is put forward, what is late, what is not, and whom one waits for."""

    next_act: Todo | None
    late: list[Todo]
    """Without the next act."""
    todo: list[Todo]
    late_count: int
    todo_count: int
    awaited: list[Awaited]


def day_of(actor: Actor, on: datetime.date) -> Morning:
    """Each of the first things of each pile; what ends is nothing to do yet, what is mine to sign is never late."""
    day, reader = today.day_of(actor, on), reader_of(actor, on)
    late, todo = [], []
    for line in day.lines:
        told = [line.pile.one(item, reader) for item in line.stack.first] if line.pile.says_one() else [line.told]
        if line.name != "partners.conventions.ending":
            is_late = line.stack.is_late and line.name != "partners.conventions.mine"
            (late if is_late else todo).extend(told)
    next_act = day.next_act.told if day.next_act else None
    return Morning(
        next_act=next_act,
        late=[thing for thing in late if thing != next_act],
        todo=[thing for thing in todo if thing != next_act],
        late_count=len(late),
        todo_count=len(todo),
        awaited=day.awaited,
    )
