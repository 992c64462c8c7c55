"""Every pile of a home in two statements: how many of each, then the first of those that hold something."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.todo.piles import Pile, counted_rows, piles_of, told_rows
from nqt.todo.things import Item, Reader, Stack

CAP = 1_000
"""Counted exactly until there, then that there are more."""
FIRST = 3

COUNTED = """SELECT %s AS pile, count(*), count(DISTINCT unit), bool_or(late), min(since)
FROM ({rows} LIMIT {cap}) AS counted (unit, since, late)"""
SAMPLED = """SELECT %s AS pile, since, late, about
FROM ({rows} ORDER BY 1 LIMIT {first}) AS sampled (since, late, about)"""


def reader_of(actor: Actor, on: datetime.date | None = None) -> Reader:
    """Who reads now, on a day."""
    now = timezone.now()
    return Reader(actor, on or timezone.localdate(now), now)


def stacks_of(reader: Reader, *, first: int = FIRST) -> dict[Pile, Stack]:
    """The piles of the reader that hold something, with their first things."""
    piles = piles_of(reader.actor.audience)
    counted = counts_of(reader, piles)
    things = _first_of(reader, counted, first)
    return {pile: _with(stack, things[pile.name]) for pile, stack in counted.items()}


def _with(stack: Stack, first: list[Item]) -> Stack:
    """Where not all were counted, the oldest is the first of those that were ordered."""
    if not first:
        return stack
    return replace(stack, first=first, oldest=first[0].since, is_late=stack.is_late or first[0].is_late)


def counts_of(reader: Reader, piles: Iterable[Pile] | None = None) -> dict[Pile, Stack]:
    """How many things each pile holds, those that hold none left out: one statement."""
    known = {pile.name: pile for pile in (piles_of(reader.actor.audience) if piles is None else piles)}
    asked = {name: _compiled(counted_rows(pile, reader)) for name, pile in known.items()}
    found = {}
    for name, rows, units, late, oldest in _union(COUNTED.replace("{cap}", str(CAP + 1)), asked):
        if units:
            found[known[name]] = Stack(min(units, CAP), min(rows, CAP), rows > CAP, bool(late), oldest)
    return found


def _first_of(reader: Reader, piles: Iterable[Pile], first: int) -> dict[str, list[Item]]:
    """The oldest things of each: one statement, of the piles that hold some."""
    known = {pile.name: pile for pile in piles}
    asked = {name: _compiled(told_rows(pile, reader)) for name, pile in known.items()}
    things: dict[str, list[Item]] = {name: [] for name in known}
    for name, since, late, about in _union(SAMPLED.replace("{first}", str(first)), asked):
        things[name].append(Item(since, late, json.loads(about) if isinstance(about, str) else about))
    return things


def _compiled(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """The statement of a pile; None when it is known to hold nothing before the database is asked."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return None


def _union(template: str, asked: dict[str, tuple[str, tuple[Any, ...]] | None]) -> list[tuple[Any, ...]]:
    """One statement of all branches; none when every pile is known to be empty."""
    branches = {name: compiled for name, compiled in asked.items() if compiled is not None}
    if not branches:
        return []
    sql = "\nUNION ALL\n".join(f"({template.replace('{rows}', rows)})" for rows, _ in branches.values())
    parameters = [value for name, (_, params) in branches.items() for value in (name, *params)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
