"""The same person twice: alike names, same birth date. A hint for whoever reads; nothing is merged by the machine."""

from dataclasses import dataclass

from mentoring.graduates.models import Graduate
from nqt.accounts.actor import Actor
from nqt.common.text import fold

SHOWN = 5


@dataclass(frozen=True)
class Twins:
    """Other files that may be about the same person."""

    seen: list[Graduate]
    elsewhere: int
    """How many lie outside the reader's perimeter: told without a name."""


def twins_of(graduate: Graduate, actor: Actor) -> Twins:
    """Alike names and the same birth date, drafts that nobody sent left out."""
    if graduate.birth_date is None or not graduate.folded.strip():
        return Twins([], 0)
    born = Graduate.objects.filter(birth_date=graduate.birth_date).exclude(pk=graduate.pk).exclude(submitted_at=None)
    known = born.visible_to(Actor.system("twins")).values_list("pk", "first_name", "last_name")
    name = (graduate.first_name, graduate.last_name)
    alike = Graduate.objects.filter(pk__in=[pk for pk, *other in known if are_alike(name, (other[0], other[1]))])
    seen = list(alike.visible_to(actor).select_related("department").order_by("pk")[:SHOWN])
    return Twins(seen, alike.exclude(pk__in=[twin.pk for twin in seen]).count() if len(seen) < SHOWN else 0)


def are_alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two people born the same day, (first name, last name) each, may be one.

    Typed in each other's box, with or without apostrophes, hyphens and accents, with a second name that the other file
    does not have: *Pierre Martin* and *Martin Pierre*, *D’Arc* and *Darc*, *Léa Marie* and *Léa*.
    """
    first, last, its_first, its_last = (fold(name).split() for name in (*one, *other))
    return (_meet(first, its_first) and _meet(last, its_last)) or (_meet(first, its_last) and _meet(last, its_first))


def _meet(some: list[str], others: list[str]) -> bool:
    """The same letters, or all the words of the one among those of the other."""
    shorter, longer = sorted((some, others), key=len)
    return bool(shorter) and ("".join(some) == "".join(others) or set(shorter) <= set(longer))
