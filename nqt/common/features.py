"""The list of features is the map of the house, the list of furniture what any room may be furnished with.

What the roof, the addresses, the worker and the checks load, what the tests look for and what the README tells is this
one list: a new kind of file enters it, and nothing else.
"""

import enum
import importlib
import importlib.util
from dataclasses import dataclass
from types import ModuleType

from django.conf import settings


class Reader(enum.StrEnum):
    """Who imports a room's file of that name."""

    ROOF = "the roof, when the house opens"
    ADDRESSES = "the addresses, at the first request"
    WORKER = "the worker"
    CHECK = "`manage.py check_invariants`"
    PURGE = "the daily purge"
    ROOM = "the room itself, and those above"


@dataclass(frozen=True)
class Furniture:
    """One kind of file."""

    name: str
    holds: str
    reader: Reader


FURNITURE = (
    Furniture("models", "tables, named constraints, `visible_to(actor)`, transitions", Reader.ROOM),
    Furniture("rules", "days, caps and hours that the association may ask to change", Reader.ROOM),
    Furniture("actions", "every write: one transaction each, typed errors", Reader.ROOM),
    Furniture("resources", "what each audience sees and may do", Reader.ADDRESSES),
    Furniture("panels", "a list on another room’s page", Reader.ROOF),
    Furniture("blocks", "a part of an audience’s home", Reader.ROOF),
    Furniture("todo", "piles of things to do: for an audience, an actor and a day one queryset", Reader.ROOF),
    Furniture("hats", "in what capacity a user may act", Reader.ROOF),
    Furniture("messages", "kinds of mail, rendered when they leave", Reader.ROOF),
    Furniture("reminders", "rules that look at the world at a time and yield messages", Reader.ROOF),
    Furniture("due", "work that time alone makes due", Reader.ROOF),
    Furniture("files", "what people may deposit, and who reads it", Reader.ROOF),
    Furniture("jobs", "long work: kinds, and what does them", Reader.ROOF),
    Furniture("tasks", "Celery’s shells of a few lines", Reader.WORKER),
    Furniture("dependents", "rows that follow another when it ends", Reader.ROOF),
    Furniture("disclosure", "what is told to a person of her own data", Reader.ROOF),
    Furniture("erasure", "what erasing a person does here", Reader.ROOF),
    Furniture("privacy", "for each table: fields about persons, how long, what becomes of them", Reader.PURGE),
    Furniture("invariants", "what must be true at any time", Reader.CHECK),
    Furniture("imports", "readers of official files", Reader.ROOM),
)
"""In the order in which a room is read."""


def furnish(furniture: str) -> list[ModuleType]:
    """Import `<feature>.<furniture>` for every feature that has one; errors inside the file are raised."""
    names = [f"{feature}.{furniture}" for feature in settings.FEATURES]
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


def furnish_for(reader: Reader) -> None:
    """Import all that one reader reads."""
    for furniture in FURNITURE:
        if furniture.reader is reader:
            furnish(furniture.name)
