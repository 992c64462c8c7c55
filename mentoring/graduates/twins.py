"""The same person twice: same name, same birth date. A hint for whoever reads; nothing is merged by the machine."""

from dataclasses import dataclass

from mentoring.graduates.models import Graduate
from nqt.accounts.actor import Actor

SHOWN = 5


@dataclass(frozen=True)
class Twins:
    """Other files that may be about the same person."""

    seen: list[Graduate]
    elsewhere: int
    """How many lie outside the reader's perimeter: told without a name."""


def twins_of(graduate: Graduate, actor: Actor) -> Twins:
    """By folded name and birth date, drafts that nobody sent left out."""
    if graduate.birth_date is None or not graduate.folded.strip():
        return Twins([], 0)
    alike = Graduate.objects.filter(folded=graduate.folded, birth_date=graduate.birth_date).exclude(pk=graduate.pk)
    sent = alike.visible_to(Actor.system("twins")).exclude(submitted_at=None)
    seen = list(sent.visible_to(actor).select_related("department").order_by("pk")[:SHOWN])
    return Twins(seen, sent.exclude(pk__in=[twin.pk for twin in seen]).count() if len(seen) < SHOWN else 0)
