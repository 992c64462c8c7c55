"""What was changed while a convention was prepared: articles, parties, annexes, territory. Told by the rows' history.

A fixed number of statements whatever the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model

from nqt.common.text import excerpts, of
from nqt.common.together import Keys, Rows
from partners.conventions.models import Article, Signatory
from partners.conventions.models.territory import ConventionTerritory
from partners.organizations.models import Contact, Organization
from regions.territories.models import Department

EDITED = {
    Article: ("title", "wording"),
    Signatory: ("organization", "contact", "annex"),
    ConventionTerritory: ("department",),
}
"""Tables whose events are read here, and their columns."""


@dataclass(frozen=True)
class Edit:
    """One change: its sentence, and `(label, before, after)` of what it touched."""

    event: Any
    sentence: str
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def user_id(self) -> int | None:
        """Who acted, when the history says so."""
        return user_of(self.event)


def user_of(event: Any) -> int | None:
    """Who acted, when the history says so."""
    return (event.acted or {}).get("user")


class Edits:
    """The edits told by the events of `EDITED`, oldest first, table by table."""

    def __init__(self, articles: list[Any], parties: list[Any], territory: list[Any]) -> None:
        self._articles, self._parties, self._territory = articles, parties, territory

    @property
    def keys(self) -> Keys:
        """The rows that they speak of."""
        events = (*self._articles, *self._parties, *self._territory)
        return {
            get_user_model(): {user_of(event) for event in events},
            Organization: {event.organization_id for event in self._parties},
            Contact: {event.contact_id for event in self._parties},
            Department: {event.department_id for event in self._territory},
        }

    def told(self, rows: Rows, created: Any) -> Iterator[Edit]:
        """What came with the convention's creation is no edit."""
        found = [*self._of_articles(), *self._of_parties(rows), *self._of_territory(rows[Department])]
        yield from (edit for edit in found if not _together(edit.event, created))

    def _of_articles(self) -> Iterator[Edit]:
        for events in _by_row(self._articles):
            for before, event in pairwise(events):
                if event.pgh_label == "insert":
                    yield Edit(event, f"Article « {event.title} » ajouté.")
                elif event.pgh_label == "delete":
                    yield Edit(event, f"Article « {event.title} » supprimé.")
                elif changes := _changes(before, event, title="Titre", wording="Rédaction"):
                    yield Edit(event, f"Article « {before.title} » modifié.", changes)

    def _of_parties(self, rows: Rows) -> Iterator[Edit]:
        people = rows[Contact]
        for events in _by_row(self._parties):
            for before, event in pairwise(events):
                name = rows[Organization].get(event.organization_id, "Un organisme")
                if event.pgh_label == "insert":
                    yield Edit(event, f"{name} rejoint les parties.")
                elif event.pgh_label == "delete":
                    yield Edit(event, f"{name} n’est plus parmi les parties.")
                elif changes := _changes(before, event, annex="Annexe"):
                    yield Edit(event, f"Annexe {of(name)} modifiée.", changes)
                elif before.contact_id != event.contact_id:
                    pair = (str(people.get(pk, "personne")) for pk in (before.contact_id, event.contact_id))
                    yield Edit(event, f"Qui signe pour {name} a changé.", (("Signataire", *pair),))

    def _of_territory(self, departments: dict[Any, Department]) -> Iterator[Edit]:
        """Departments that came and went in one act are one edit."""
        acts: dict[Any, list[Any]] = defaultdict(list)
        for event in self._territory:
            acts[event.pgh_created_at].append(event)
        held: set[int] = set()
        for act in acts.values():
            before = set(held)
            for event in act:
                (held.discard if event.pgh_label == "delete" else held.add)(event.department_id)
            if held != before:
                pair = (_listed(departments[pk].name for pk in pks) for pks in (before, held))
                yield Edit(act[-1], "Territoire modifié.", (("Départements", *pair),))


def _together(event: Any, created: Any) -> bool:
    """Done in one act."""
    if created is None:
        return False
    return event.pgh_created_at == created.pgh_created_at or (
        event.pgh_context_id is not None and event.pgh_context_id == created.pgh_context_id
    )


def _by_row(events: Iterable[Any]) -> Iterable[list[Any]]:
    """The events of each row, oldest first, from before its beginning: None comes first."""
    found: dict[int, list[Any]] = defaultdict(lambda: [None])
    for event in events:
        found[event.pgh_obj_id].append(event)
    return found.values()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nationale"


def _changes(before: Any, after: Any, **labels: str) -> tuple[tuple[str, str, str], ...]:
    told = []
    for name, label in labels.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told.append((label, *excerpts(old, new)))
    return tuple(told)
