"""Who came after whom: an organization that another has followed signs nothing any more, its successor does."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from nqt.common.dates import known
from nqt.common.text import of
from partners.organizations.models import Organization, Succession, SuccessionKind


@dataclass(frozen=True)
class Followed:
    """An organization that others have followed, and who stands in its place today."""

    organization: Organization
    successors: tuple[Organization, ...]
    """At the end of the line, in the order of the facts."""
    kind: str
    on: datetime.date
    precision: str

    @property
    def is_gone(self) -> bool:
        """Nothing is left to sign: of a split, what remains is for people to say."""
        return self.kind != SuccessionKind.SPLIT

    @property
    def names(self) -> str:
        """'Logis 85', 'Logis 85 et Habitat 17'."""
        *first, last = map(str, self.successors)
        return f"{', '.join(first)} et {last}" if first else last

    @property
    def sentence(self) -> str:
        """'Depuis le 1er janvier 2026, Logis 85 a pris la suite d’Habitat 17 (absorption).'"""
        since = known(self.on, self.precision).removeprefix("en ")
        have = "ont" if len(self.successors) > 1 else "a"
        kind = SuccessionKind(self.kind).label
        return f"Depuis {since}, {self.names} {have} pris la suite {of(self.organization)} ({kind})."


def followed(organizations: Iterable[Organization], on: datetime.date) -> dict[int, Followed]:
    """Of these organizations, those that others had followed by a date, by id; one statement for each step of a line.

    A line is followed to its end: absorbed by one that was renamed since, it is the new name that signs. It stops
    before a split, whose body may remain.
    """
    asked = {organization.pk: organization for organization in organizations}
    first: dict[int, list[Succession]] = {}
    after: dict[int, list[Organization]] = {}
    frontier, known_steps = set(asked), set()
    while frontier:
        known_steps |= frontier
        steps = Succession.objects.filter(predecessor__in=frontier, on__lte=on).select_related("successor")
        steps = steps if frontier == set(asked) else steps.exclude(kind=SuccessionKind.SPLIT)
        found: dict[int, list[Succession]] = {}
        for step in steps.order_by("on", "pk"):
            found.setdefault(step.predecessor_id, []).append(step)
        first |= {pk: found[pk] for pk in found if pk in asked}
        after |= {pk: [step.successor for step in rows] for pk, rows in found.items()}
        frontier = {step.successor_id for rows in found.values() for step in rows} - known_steps
    return {pk: _told(asked[pk], rows, _ends(pk, after)) for pk, rows in first.items()}


def followed_by_others(organization: Organization, on: datetime.date) -> Followed | None:
    """Of one organization; asked once for a row that was read: a page wants it for each act and sentence."""
    known: dict[datetime.date, Followed | None] = organization.__dict__.setdefault("_followed_on", {})
    if on not in known:
        known[on] = followed([organization], on).get(organization.pk)
    return known[on]


def _told(organization: Organization, rows: list[Succession], ends: list[Organization]) -> Followed:
    """What ended the body, when something did, rather than a split before."""
    row = next((row for row in rows if row.kind != SuccessionKind.SPLIT), rows[0])
    return Followed(organization, tuple(ends), row.kind, row.on, row.precision)


def _ends(start: int, after: dict[int, list[Organization]]) -> list[Organization]:
    """Where the lines that begin there end; successions make no circle."""
    ends: dict[int, Organization] = {}
    for successor in after[start]:
        below = _ends(successor.pk, after) if successor.pk in after else [successor]
        ends.update({organization.pk: organization for organization in below})
    return list(ends.values())
