"""The tables of likeness, built once a nomenclature."""

from django.db import transaction

from mentoring.matching.models import SimilarityKind, SimilarityTable
from mentoring.matching.similarity import built, codes_of, is_fresh, rule_of
from nqt.accounts.actor import Actor
from nqt.common.errors import Forbidden
from nqt.common.turns import one_at_a_time
from nqt.common.violations import store


def similarities_build(*, actor: Actor) -> list[SimilarityTable]:
    """Build what is missing, or what another nomenclature or rule built; again and again without effect.

    Answers the tables built. Raises `Forbidden` but to the machine and national staff.
    """
    if not (actor.is_national or actor.is_system):
        raise Forbidden
    with transaction.atomic():
        one_at_a_time("mentoring.matching.similarities")  # two sweeps at once build each table once
        known = {row.kind: row for row in SimilarityTable.objects.order_by("kind")}
        return [row for kind in SimilarityKind if (row := _built(kind, known.get(kind))) is not None]


def _built(kind: SimilarityKind, known: SimilarityTable | None) -> SimilarityTable | None:
    """The row as stored anew, or None when it stays, or when nothing is loaded yet."""
    codes = codes_of(kind).codes
    if not codes or is_fresh(known, kind, codes):
        return None
    table, row = built(kind, codes), known or SimilarityTable(kind=kind, edition=0)
    row.edition += 1
    row.rule, row.codes = rule_of(kind), " ".join(codes)
    row.values, row.sha256 = table.packed(), table.sha256()
    return store(row)
