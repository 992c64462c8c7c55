"""How alike two occupations are, and two fields of study: stored tables, built from the codes of a nomenclature.

A code is a path: `K1802` lies in the family `K18`, in the domain `K`; `344` in the family `34`, in the domain `3`.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentoring.matching.engine.types import FULL_SHARE, Tables
from mentoring.matching.models import SimilarityKind, SimilarityTable
from mentoring.occupations.models import Occupation, StudyField

CLOSE, FAR = 600, 300
"""Per mille: the same family, the same domain."""
LENGTHS = {SimilarityKind.JOB: (3, 1), SimilarityKind.FIELD: (2, 1)}
"""The first letters of a code that name its family, and those that name its domain."""
STORED = "<u2"


@dataclass(frozen=True)
class Table:
    """`codes` in order, `values` (c, c) per mille; `edition` 0 when it was built on the way and is not stored."""

    kind: SimilarityKind
    codes: tuple[str, ...]
    values: Any
    edition: int = 0

    def packed(self) -> bytes:
        """As it is stored; the values are few, so half a megabyte becomes a few kilobytes."""
        return zlib.compress(self._raw(), level=6)

    def sha256(self) -> str:
        """The same codes and values have the same one on any machine."""
        return hashlib.sha256(" ".join(self.codes).encode() + b"\0" + self._raw()).hexdigest()

    def _raw(self) -> bytes:
        return np.ascontiguousarray(self.values, dtype=STORED).tobytes()


class Codes:
    """A nomenclature: row's key → its place in the tables, in the order of the codes."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        ordered = sorted(rows, key=lambda row: row[1])
        self.codes = tuple(code for _pk, code in ordered)
        self._places = {pk: place for place, (pk, _code) in enumerate(ordered)}

    def place(self, pk: int | None) -> int:
        """-1 when unknown."""
        return self._places.get(pk, -1) if pk is not None else -1


def codes_of(kind: SimilarityKind) -> Codes:
    """The nomenclature as it is now."""
    model = Occupation if kind == SimilarityKind.JOB else StudyField
    return Codes(model.objects.values_list("pk", "code"))


def rule_of(kind: SimilarityKind) -> str:
    """The rule of today's code, as a table remembers its own."""
    return " ".join(f"{length}:{share}" for length, share in zip(LENGTHS[kind], (CLOSE, FAR), strict=True))


def families(codes: Sequence[str], length: int) -> Any:
    """A number for each first letters, (c,)."""
    return np.unique([code[:length] for code in codes], return_inverse=True)[1] if codes else np.zeros(0)


def built(kind: SimilarityKind, codes: tuple[str, ...]) -> Table:
    """The same code, the same family, the same domain, nothing in common."""
    values = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for length, share in zip(reversed(LENGTHS[kind]), (FAR, CLOSE), strict=True):
        group = families(codes, length)
        values[group[:, None] == group[None]] = share
    np.fill_diagonal(values, FULL_SHARE)
    return Table(kind, codes, values)


def unpacked(stored: SimilarityTable) -> Table:
    """The table of a row."""
    codes = tuple(stored.codes.split())
    values = np.frombuffer(zlib.decompress(stored.values), dtype=STORED).reshape(len(codes), len(codes))
    return Table(SimilarityKind(stored.kind), codes, values, stored.edition)


def current(jobs: Codes, studies: Codes) -> dict[SimilarityKind, Table]:
    """The stored tables, in one statement; what is missing, or of other codes than today's, is built and not kept."""
    wanted = {SimilarityKind.JOB: jobs.codes, SimilarityKind.FIELD: studies.codes}
    rows = {SimilarityKind(row.kind): row for row in SimilarityTable.objects.order_by("kind")}
    return {
        kind: unpacked(rows[kind]) if is_fresh(rows.get(kind), kind, codes) else built(kind, codes)
        for kind, codes in wanted.items()
    }


def is_fresh(row: SimilarityTable | None, kind: SimilarityKind, codes: tuple[str, ...]) -> bool:
    """Built by today's rule from today's codes."""
    return row is not None and row.rule == rule_of(kind) and row.codes == " ".join(codes)


def tables_of(jobs: Codes, studies: Codes) -> Tables:
    """As the engine takes them."""
    known = current(jobs, studies)
    family, _domain = LENGTHS[SimilarityKind.JOB]
    return Tables(
        job=known[SimilarityKind.JOB].values,
        field=known[SimilarityKind.FIELD].values,
        family=families(jobs.codes, family),
    )
