"""How a person is forgotten: each feature says in its `erasure.py` what it ends, what it empties, what forbids it.

    @ender
    class EndMentorships(Ending): ...                   # by the feature's own steps, signed by whoever erases

    @eraser
    def forget_graduates(person: Person) -> None: ...   # then what tells who it was

    @obstacle
    def concern_open(person: Person) -> str: ...        # a French sentence with the way out; empty, nothing forbids

What somebody is in ends before she is forgotten: nobody is matched, met or written to under an emptied name. Rows stay
where figures and other people's acts refer to them: what tells who it was is emptied, in the row and in the history of
the row. `tests/mentoring/test_erasure.py` takes somebody through the whole product, erases her and reads the whole
database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pgtrigger
from django.db import models, transaction

from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.audit.models import APPEND_ONLY, TransitionLog
from nqt.common.keeping import entry_of
from nqt.outbox.models import Message


@dataclass(frozen=True)
class Person:
    """Everything by which one person is known: her account, and her addresses in small letters."""

    user: User | None
    emails: frozenset[str]
    files: frozenset[tuple[str, int]] = frozenset()
    """Her files, by label and key: whoever has neither account nor address is known by nothing else."""

    @classmethod
    def of(cls, user: User | None, *emails: str) -> "Person":
        """An account and the addresses of her files."""
        known = {email.strip().lower() for email in (*emails, user.email if user else "") if email.strip()}
        return cls(user, frozenset(known))

    @classmethod
    def alone(cls, file: models.Model) -> "Person":
        """One file and nothing else that its person may be known by: her other files have terms of their own."""
        return cls(None, frozenset()).including(file)

    def including(self, *files: models.Model) -> "Person":
        """Known by these files too."""
        return replace(self, files=self.files | {(file._meta.label_lower, file.pk) for file in files})

    def about(self, model: type[models.Model]) -> models.Q:
        """The files of one kind that are about this person."""
        keys = [pk for label, pk in self.files if label == model._meta.label_lower]
        return self.owns() | models.Q(pk__in=keys)

    def owns(self, email: str = "email", user: str = "user") -> models.Q:
        """Rows that are about this person, by address or by account."""
        found = models.Q(pk__in=[])
        for address in self.emails:
            found |= models.Q(**{f"{email}__iexact": address})
        return found | models.Q(**{user: self.user}) if self.user else found


class Ending:
    """What somebody is in, in one feature, and how it ends; nothing, unless a feature says otherwise."""

    def told(self, person: Person) -> Iterable[str]:
        """French sentences on what will end, said before the act."""
        return ()

    def lock(self, person: Person) -> None:
        """Take the rows that others take, in the order of the house, before anything is changed."""

    def end(self, person: Person, actor: Actor) -> None:
        """End it, by the feature's own steps."""

    def freeze(self, person: Person, actor: Actor) -> None:
        """Stop what must not go on while the person's data are restricted (art. 18)."""


GONE = "Nom, adresse, compte, courriels et notes disparaissent partout, historique compris."
FOR_GOOD = "Les comptages restent. Rien ne pourra les rendre."

Eraser = Callable[[Person], None]
Obstacle = Callable[[Person], str]

_endings: list[Ending] = []
_tracers: list[Eraser] = []
_erasers: list[Eraser] = []
_obstacles: list[Obstacle] = []


def ender(kind: type[Ending]) -> type[Ending]:
    """Register what a feature ends."""
    if all(type(one) is not kind for one in _endings):
        _endings.append(kind())
    return kind


def eraser(function: Eraser) -> Eraser:
    """Register what a feature empties."""
    if function not in _erasers:
        _erasers.append(function)
    return function


def tracer(function: Eraser) -> Eraser:
    """Register what is emptied while her files still say her name: where she was looked for, what she asked."""
    if function not in _tracers:
        _tracers.append(function)
    return function


def obstacle(function: Obstacle) -> Obstacle:
    """Register what forbids to forget somebody for now."""
    if function not in _obstacles:
        _obstacles.append(function)
    return function


def obstacles(person: Person) -> list[str]:
    """Why this person cannot be forgotten today."""
    return [sentence for function in _obstacles if (sentence := function(person))]


def consequences(person: Person) -> list[str]:
    """What will end with the erasure."""
    return [sentence for one in reversed(_endings) for sentence in one.told(person)]


def erasing_does(person: Person) -> str:
    """Said before the act: what forbids it for now, or all that it brings with it."""
    if found := obstacles(person):
        return " ".join(["Pas encore possible.", *found])
    return " ".join([GONE, *consequences(person), FOR_GOOD])


def hold(person: Person) -> None:
    """Lock what she is in, as others lock it."""
    for one in reversed(_endings):
        one.lock(person)


def forget(person: Person, actor: Actor) -> None:
    """End what she is in, then empty: last feature first, what hangs on a person before the person.

    Owns no transaction; the caller has called `hold`.
    """
    for one in reversed(_endings):
        one.end(person, actor)
    for function in (*_tracers, *reversed(_erasers)):
        function(person)


def freeze(person: Person, actor: Actor) -> None:
    """Stop what must not go on under a restriction. Owns no transaction."""
    hold(person)
    for one in reversed(_endings):
        one.freeze(person, actor)


def empty(rows: models.QuerySet, **values: Any) -> list[int]:
    """Write these values in the rows and in all their history; the keys of the rows.

    Triggers that protect frozen rows are set aside: erasing is the one thing they do not stand against.
    """
    model = rows.model
    keys = list(rows.values_list("pk", flat=True))
    if not keys or not values:
        return keys
    with pgtrigger.ignore(*_triggers(model)):
        model._base_manager.filter(pk__in=keys).update(**values)
        for events in set(getattr(model, "pgh_event_models", {}).values()):
            kept = {field.name for field in events._meta.get_fields()}
            blanks = {name: value for name, value in values.items() if name in kept}
            if blanks:
                events._base_manager.filter(pgh_obj_id__in=keys).update(**blanks)
    return keys


def blank(rows: models.QuerySet) -> list[int]:
    """Empty the rows as their table's `privacy.py` says, history and reasons of steps included; their keys.

    Whoever is erased and what is only old are emptied by this, so that both leave the same.
    """
    model = rows.model
    keys = empty(rows, **(entry_of(model).blanks or {}))
    silence_reasons(model, keys)
    return keys


def remove(rows: models.QuerySet) -> int:
    """Take the rows away, with their history, the steps they took and their files; how many."""
    model = rows.model
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    files = [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
    for row in model._base_manager.filter(pk__in=keys) if files else ():
        for name in files:
            _drop_file(getattr(row, name))
    with pgtrigger.ignore(*_triggers(model), *_triggers(TransitionLog)):
        model._base_manager.filter(pk__in=keys).delete()
        for events in set(getattr(model, "pgh_event_models", {}).values()):
            events._base_manager.filter(pgh_obj_id__in=keys).delete()
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
            TransitionLog.objects.filter(model=model._meta.label_lower, object_pk__in=keys).delete()
    return len(keys)


def _drop_file(file: Any) -> None:
    """From the store, once the row is gone for good."""
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name))


def silence_reasons(model: type[models.Model], keys: list[int]) -> None:
    """Empty what was written when these rows took a step."""
    with pgtrigger.ignore(f"{TransitionLog._meta.label}:{APPEND_ONLY}"):
        steps = TransitionLog.objects.filter(model=model._meta.label_lower, object_pk__in=keys).exclude(reason="")
        steps.update(reason="")


def silence_mails(kind: str, public_ids: Iterable[Any], *, to: str = "") -> None:
    """Mails about these objects: others keep theirs without its subject, which may name the person.

    `to` is her side, where a mail about the two of a pair says to which of them it went (`context["side"]`): hers go,
    whatever her address was then.
    """
    about = Message.objects.filter(about__in=[f"{kind}:{public_id}" for public_id in public_ids])
    if to:
        about.filter(context__side=to).delete()
    about.exclude(subject="").update(subject="")


def _triggers(model: type[models.Model]) -> list[str]:
    return [f"{owner._meta.label}:{each.name}" for owner, each in pgtrigger.registered() if owner is model]
