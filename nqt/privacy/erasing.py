"""How a person is forgotten: each feature says in its `erasure.py` what it empties, and what forbids it for now.

    @eraser
    def forget_graduates(person: Person) -> None: ...

    @obstacle
    def still_accompanied(person: Person) -> str: ...   # a French sentence, empty when nothing forbids

Rows stay where figures and other people's acts refer to them: what tells who it was is emptied, in the row and in the
history of the row. `tests/mentoring/test_erasure.py` takes somebody through the whole product, erases her and reads
the whole database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db import models

from nqt.accounts.models import User
from nqt.audit.models import APPEND_ONLY, TransitionLog


@dataclass(frozen=True)
class Person:
    """Everything by which one person is known: her account, and her addresses in small letters."""

    user: User | None
    emails: frozenset[str]

    @classmethod
    def of(cls, user: User | None, *emails: str) -> "Person":
        """An account and the addresses of her files."""
        known = {email.strip().lower() for email in (*emails, user.email if user else "") if email.strip()}
        return cls(user, frozenset(known))

    def owns(self, email: str = "email", user: str = "user") -> models.Q:
        """Rows that are about this person, by address or by account."""
        found = models.Q(pk__in=[])
        for address in self.emails:
            found |= models.Q(**{f"{email}__iexact": address})
        return found | models.Q(**{user: self.user}) if self.user else found


Eraser = Callable[[Person], None]
Obstacle = Callable[[Person], str]

_erasers: list[Eraser] = []
_obstacles: list[Obstacle] = []


def eraser(function: Eraser) -> Eraser:
    """Register what a feature empties."""
    if function not in _erasers:
        _erasers.append(function)
    return function


def obstacle(function: Obstacle) -> Obstacle:
    """Register what forbids to forget somebody for now."""
    if function not in _obstacles:
        _obstacles.append(function)
    return function


def obstacles(person: Person) -> list[str]:
    """Why this person cannot be forgotten today."""
    return [sentence for function in _obstacles if (sentence := function(person))]


def forget(person: Person) -> None:
    """Run every feature's eraser, last feature first: what hangs on a person before the person. Owns no transaction."""
    for function in reversed(_erasers):
        function(person)


def empty(rows: models.QuerySet, **values: Any) -> list[int]:
    """Write these values in the rows and in all their history; the keys of the rows.

    Triggers that protect frozen rows are set aside: erasing is the one thing they do not stand against.
    """
    model = rows.model
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return keys
    with pgtrigger.ignore(*_triggers(model)):
        model._base_manager.filter(pk__in=keys).update(**values)
        for events in set(getattr(model, "pgh_event_models", {}).values()):
            kept = {field.name for field in events._meta.get_fields()}
            blanks = {name: value for name, value in values.items() if name in kept}
            if blanks:
                events._base_manager.filter(pgh_obj_id__in=keys).update(**blanks)
    return keys


def remove(rows: models.QuerySet) -> None:
    """Take the rows away, with their history."""
    model = rows.model
    keys = list(rows.values_list("pk", flat=True))
    with pgtrigger.ignore(*_triggers(model)):
        rows.filter(pk__in=keys).delete()
        for events in set(getattr(model, "pgh_event_models", {}).values()):
            events._base_manager.filter(pgh_obj_id__in=keys).delete()


def silence_reasons(model: type[models.Model], keys: list[int]) -> None:
    """Empty what was written when these rows took a step."""
    with pgtrigger.ignore(f"{TransitionLog._meta.label}:{APPEND_ONLY}"):
        steps = TransitionLog.objects.filter(model=model._meta.label_lower, object_pk__in=keys).exclude(reason="")
        steps.update(reason="")


def _triggers(model: type[models.Model]) -> list[str]:
    return [f"{owner._meta.label}:{each.name}" for owner, each in pgtrigger.registered() if owner is model]
