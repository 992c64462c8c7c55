"""Reminders: rules of the features (`reminders.py`) look at the world at a moment and say who should hear of it."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Reminder:
    """One mail a rule wants written; the key makes it one, however often the rule runs."""

    kind: str
    to: str
    key: str
    context: dict[str, Any] = field(default_factory=dict)
    user: models.Model | None = None
    due_at: datetime.datetime | None = None
    expires_at: datetime.datetime | None = None
    time_zone: str = ""


Rule = Callable[[datetime.datetime], Iterable[Reminder]]

_rules: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a rule ('partners.conventions.unsigned'). It reads, keeps no state, and may be run at will."""

    def register(function: Rule) -> Rule:
        if _rules.get(name, function) is not function:
            raise ValueError(f"two rules are called {name!r}")
        _rules[name] = function
        return function

    return register


def rules() -> dict[str, Rule]:
    """All of them, by name."""
    return dict(_rules)
