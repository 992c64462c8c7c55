"""Whose file may be the subject of a right: each feature that keeps a person's file says so in its `erasure.py`.

    register(Subject(Graduate, Audience.GRADUATE, word="jeune diplômé", page="graduates"))

A file has an account (`user`), an address (`email`), a first and a last name, and its model `visible_to`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db import models
from django.urls import reverse

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.clocks import PARIS
from nqt.common.text import fold
from nqt.privacy.erasing import Person


@dataclass(frozen=True)
class Subject:
    """A kind of file about a person."""

    model: type[models.Model]
    audience: Audience
    """Where the person reads it herself."""
    word: str
    page: str
    """The staff's page of a file: `graduates`."""
    zone: Callable[[Any], str] = attrgetter("time_zone")
    """On whose clock its terms are counted."""

    @property
    def label(self) -> str:
        """`mentoring.graduate`: how a request names its subject."""
        return self.model._meta.label_lower

    def seen_by(self, actor: Actor) -> models.QuerySet:
        """The files this actor may read."""
        return self.model.objects.visible_to(actor)

    def own(self, actor: Actor) -> Any:
        """The file of whoever reads it herself; None without one."""
        return self.seen_by(actor).filter(user=actor.user).first() if actor.user is not None else None

    def person(self, file: Any) -> Person:
        """Whom it is about, wherever else she is known."""
        return hers_alone(Person.of(file.user, file.email).including(file))

    def time_zone(self, file: Any) -> str:
        """The clock of a file; Paris when unknown."""
        return self.zone(file) or PARIS

    def url(self, file: Any) -> str:
        """Where staff read it."""
        return reverse(f"pages:staff:{self.page}-detail", kwargs={"public_id": file.public_id})


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Add a kind of file."""
    _subjects[subject.label] = subject


def subjects() -> list[Subject]:
    """All kinds, in the order of the features."""
    return list(_subjects.values())


def subject_of(label: str) -> Subject:
    """By `mentoring.graduate`. Raises `LookupError`."""
    return _subjects[label]


def person_of(file: Any) -> Person:
    """Whom a file is about."""
    return subject_of(file._meta.label_lower).person(file)


def subject_for(audience: str) -> Subject | None:
    """The kind of file that an audience reads of itself; None when it has none."""
    return next((one for one in subjects() if one.audience == audience), None)


def files_of(person: Person) -> Iterator[tuple[Subject, Any]]:
    """Every file about somebody."""
    for subject in subjects():
        for file in subject.model._base_manager.filter(person.about(subject.model)).order_by("pk"):
            yield subject, file


def hers_alone(person: Person) -> Person:
    """Without the addresses that somebody else reads now: `rh@…` outlives whoever read it.

    By such an address nobody is known: forgetting the one must not take the file, the invitation or the mail of the
    other. Her files and her account still lead to all that is hers.
    """
    mine = [file for subject in subjects() for file in _named(subject, person)]
    names = [_words(file) for file in (*mine, person.user) if file]
    others = {address for address in person.emails if any(_is_others(one, person, names) for one in files_at(address))}
    return replace(person, emails=person.emails - others)


def _named(subject: Subject, person: Person) -> models.QuerySet:
    """Her files that are known as such, without looking for addresses."""
    return subject.model._base_manager.filter(replace(person, emails=frozenset()).about(subject.model)).order_by("pk")


def files_at(address: str) -> Iterator[Any]:
    """Every file that an address leads to."""
    for subject in subjects():
        yield from subject.model._base_manager.filter(email__iexact=address).order_by("pk")


def _is_others(file: Any, person: Person, names: list[set[str]]) -> bool:
    """Another account than hers, or a name that hers does not hold and that does not hold hers."""
    if (file._meta.label_lower, file.pk) in person.files or (person.user and file.user_id == person.user.pk):
        return False
    if person.user and file.user_id:
        return True
    words = _words(file)
    return bool(words) and bool(names) and not any(words <= name or name <= words for name in names if name)


def _words(file: Any) -> set[str]:
    return set(fold(f"{file.first_name} {file.last_name}").split())


def words_of(person: Person) -> set[str]:
    """Names and addresses by which somebody may have been looked for."""
    people = [file for _, file in files_of(person)] + ([person.user] if person.user else [])
    names = {str(getattr(one, name)) for one in people for name in ("first_name", "last_name")}
    return {name for name in {*names, *person.emails} if name.strip()}
