"""What was changed while a convention was prepared: articles, parties, annexes, territory. Told by the rows' history.

A fixed number of statements whatever the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from nqt.common.text import excerpts, of
from partners.conventions.models import Article, Convention, Signatory
from partners.conventions.models.territory import ConventionTerritory
from partners.organizations.models import Contact, Organization
from regions.territories.models import Department


@dataclass(frozen=True)
class Edit:
    """One change: its sentence, and `(label, before, after)` of what it touched."""

    event: Any
    sentence: str
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def user_id(self) -> int | None:
        """Who acted, when the history says so."""
        context = self.event.pgh_context
        return context.metadata.get("user") if context else None


def edits_of(convention: Convention, texts: Iterable[int]) -> Iterator[tuple[Edit, str]]:
    """Each edit and the name of who made it; what came with the convention's creation is no edit."""
    found = [*_articles(texts), *_parties(texts), *_territory(texts)]
    created = Convention.pgh_event_model.objects.filter(pgh_obj_id=convention.pk, pgh_label="insert").first()
    found = [edit for edit in found if not _together(edit.event, created)]
    users = get_user_model().objects.in_bulk({edit.user_id for edit in found if edit.user_id})
    for edit in found:
        yield edit, str(users.get(edit.user_id, ""))


def _together(event: Any, created: Any) -> bool:
    """Done in one act."""
    if created is None:
        return False
    return event.pgh_created_at == created.pgh_created_at or (
        event.pgh_context_id is not None and event.pgh_context_id == created.pgh_context_id
    )


def _histories(model: type[models.Model], **rows: Any) -> Iterator[list[Any]]:
    """The events of each row, oldest first, from before its beginning: None comes first."""
    events = model.pgh_event_model.objects.filter(**rows).select_related("pgh_context").order_by("pgh_id")
    by_row: dict[int, list[Any]] = defaultdict(lambda: [None])
    for event in events:
        by_row[event.pgh_obj_id].append(event)
    yield from by_row.values()


def _articles(texts: Iterable[int]) -> Iterator[Edit]:
    for events in _histories(Article, text_id__in=list(texts)):
        for before, event in pairwise(events):
            if event.pgh_label == "insert":
                yield Edit(event, f"Article « {event.title} » ajouté.")
            elif event.pgh_label == "delete":
                yield Edit(event, f"Article « {event.title} » supprimé.")
            elif changes := _changes(before, event, title="Titre", wording="Rédaction"):
                yield Edit(event, f"Article « {before.title} » modifié.", changes)


def _parties(texts: Iterable[int]) -> Iterator[Edit]:
    histories = list(_histories(Signatory, text_id__in=list(texts)))
    seen = [event for events in histories for event in events[1:]]
    names = Organization.objects.in_bulk({event.organization_id for event in seen})
    people = Contact.objects.in_bulk({event.contact_id for event in seen if event.contact_id})
    for events in histories:
        for before, event in pairwise(events):
            name = names.get(event.organization_id, "Un organisme")
            if event.pgh_label == "insert":
                yield Edit(event, f"{name} rejoint les parties.")
            elif event.pgh_label == "delete":
                yield Edit(event, f"{name} n’est plus parmi les parties.")
            elif changes := _changes(before, event, annex="Annexe"):
                yield Edit(event, f"Annexe {of(name)} modifiée.", changes)
            elif before.contact_id != event.contact_id:
                pair = (str(people.get(pk, "personne")) for pk in (before.contact_id, event.contact_id))
                yield Edit(event, f"Qui signe pour {name} a changé.", (("Signataire", *pair),))


def _territory(texts: Iterable[int]) -> Iterator[Edit]:
    """Departments that came and went in one act are one edit."""
    events = ConventionTerritory.pgh_event_model.objects.filter(text_id__in=list(texts))
    acts: dict[Any, list[Any]] = defaultdict(list)
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        acts[event.pgh_created_at].append(event)
    departments = Department.objects.in_bulk({event.department_id for act in acts.values() for event in act})
    held: set[int] = set()
    for act in acts.values():
        before = set(held)
        for event in act:
            (held.discard if event.pgh_label == "delete" else held.add)(event.department_id)
        if held != before:
            pair = (_listed(departments[pk].name for pk in pks) for pks in (before, held))
            yield Edit(act[-1], "Territoire modifié.", (("Départements", *pair),))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nationale"


def _changes(before: Any, after: Any, **labels: str) -> tuple[tuple[str, str, str], ...]:
    told = []
    for name, label in labels.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told.append((label, *excerpts(old, new)))
    return tuple(told)
