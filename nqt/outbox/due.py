"""Due acts: what time alone makes happen to a row (a pause that ends), found by a rule, done by an action.

A feature says so in its `reminders.py`, beside its reminders:

    @due("mentoring.mentors.pauses", act=mentor_come_back)
    def ended_pauses(now): return Mentor.objects.back_by(…).values_list("pk", flat=True)

The rule reads and may be run at will; the action owns its transaction, looks again, and may find that it came too late.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from nqt.common.faults import place_of

logger = structlog.get_logger(__name__)

MOST = 500
"""Acts of one rule in one sweep; the next sweep goes on."""

Find = Callable[[datetime.datetime], Iterable[int]]


@dataclass(frozen=True)
class Due:
    """A rule and its act: `act(pk, now=…)`, true when it was done."""

    find: Find
    act: Callable[..., bool]


_dues: dict[str, Due] = {}


def due(name: str, *, act: Callable[..., bool]) -> Callable[[Find], Find]:
    """Register a rule ('mentoring.mentors.pauses') and what is done to each row that it finds."""

    def register(function: Find) -> Find:
        if name in _dues and _dues[name].find is not function:
            raise ValueError(f"two due acts are called {name!r}")
        _dues[name] = Due(function, act)
        return function

    return register


def dues() -> dict[str, Due]:
    """All of them, by name."""
    return dict(_dues)


def carry_out(now: datetime.datetime) -> tuple[int, list[str]]:
    """Do what is due, row by row: how many, and the rules of which one failed (the others went on)."""
    done, failed = 0, []
    for name, rule in _dues.items():
        try:
            for pk in list(rule.find(now))[:MOST]:
                done += rule.act(pk, now=now)
        except Exception as error:
            failed.append(name)
            logger.error("outbox.due_failed", rule=name, error=place_of(error, depth=6))
    return done, failed
