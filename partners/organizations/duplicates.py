"""Is this organization already there? Asked before a new one is written; close names are a question, not a refusal."""

import difflib
from functools import reduce
from operator import or_

from django.db.models import Q

from nqt.common.text import fold
from partners.organizations.models import Organization

CLOSE = 0.86
"""Ratio of difflib above which two folded names are asked about: one wrong letter in eight, or swapped words."""
SHOWN = 3
_GENERIC = {"habitat", "habitats", "logement", "logements", "office", "public", "societe", "association", "groupe"}


def similar_to(name: str, *, beside: Organization | None = None) -> list[Organization]:
    """Organizations whose present or former name looks like this one, the closest first, three at most.

    Candidates share the beginning of a word; generic words count only when there is nothing else.
    """
    typed = fold(name)
    words = [word for word in typed.split() if len(word) >= 3]
    stems = {word[:4] for word in words if word not in _GENERIC} or {word[:4] for word in words} or {typed}
    begins = reduce(or_, (Q(folded__contains=stem) | Q(former_names__folded__contains=stem) for stem in stems))
    rows = Organization.objects.filter(begins).exclude(pk=beside.pk if beside else None)
    best: dict[int, float] = {}
    for pk, *names in rows.values_list("pk", "folded", "former_names__folded"):
        best[pk] = max(best.get(pk, 0), *(_closeness(typed, other) for other in names if other))
    closest = sorted((pk for pk, ratio in best.items() if ratio >= CLOSE), key=lambda pk: -best[pk])[:SHOWN]
    found = Organization.objects.in_bulk(closest)
    return [found[pk] for pk in closest]


def _closeness(one: str, other: str) -> float:
    """1 when the words are the same in any order."""
    ordered = (" ".join(sorted(one.split())), " ".join(sorted(other.split())))
    return difflib.SequenceMatcher(None, *ordered).ratio()
