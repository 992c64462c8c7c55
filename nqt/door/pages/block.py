"""A room shows something on an audience's home: where one stands, what is to come, whom to ask.

In a room's `blocks.py`, furniture that the roof loads:

    @block(Audience.MENTOR, at="aside", order=10, template="mentoring/mentorships/home/pairs.html")
    class Pairs(Block):
        serializer_class = PairsSerializer
        def facts(self, actor, on, now): return {"pairs": [...]}

The home knows nothing of the room: it asks this registry, and its JSON has the fields of every block.
"""

import datetime
from collections.abc import Callable
from copy import deepcopy
from typing import Any, ClassVar, Literal

from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience

At = Literal["top", "main", "aside"]
"""Above the columns, in the wide one, in the narrow one."""


class Block:
    """A part of a home, with its own fields."""

    audience: ClassVar[str]
    at: ClassVar[str]
    order: ClassVar[int]
    template: ClassVar[str]
    serializer_class: ClassVar[type[serializers.Serializer]] = serializers.Serializer

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """What its fields read."""
        return {}


_blocks: list[Block] = []


def block(audience: Audience, *, at: At, order: int, template: str) -> Callable[[type[Block]], type[Block]]:
    """Show it on the home of an audience."""

    def register(declared: type[Block]) -> type[Block]:
        declared.audience, declared.at, declared.order, declared.template = audience, at, order, template
        _blocks.append(declared())
        return declared

    return register


def blocks_of(audience: str) -> list[Block]:
    """Those of one home, in order."""
    return sorted((known for known in _blocks if known.audience == audience), key=lambda known: known.order)


def welcome_of(audience: str, **own: serializers.Field) -> type[serializers.Serializer]:
    """The serializer of a home: its own fields, then those of each block. A field of two blocks is a mistake."""
    fields: dict[str, serializers.Field] = dict(own)
    for known in blocks_of(audience):
        declared = known.serializer_class().get_fields()
        if twice := set(declared) & set(fields):
            raise ValueError(f"two blocks of the {audience}'s home tell {sorted(twice)}")
        fields |= {name: deepcopy(field) for name, field in declared.items()}
    return type(f"{str(audience).capitalize()}Welcome", (serializers.Serializer,), fields)
