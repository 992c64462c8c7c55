"""How mentors are chosen, in plain French: what counts, how things compare, what is forbidden."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.types import FULL_SCORE, FULL_SHARE, Criterion, Policy
from mentoring.matching.guide_words import LABELS, Side, criterion_words, rule_words
from mentoring.matching.models import MatchingPolicy, SimilarityKind
from mentoring.matching.policy import as_engine
from mentoring.matching.similarity import CLOSE, FAR, Table, codes_of, current
from mentoring.occupations.models import Occupation, StudyField

PER_PERCENT = FULL_SHARE // 100
FAMILIAR = {SimilarityKind.JOB: "M1503", SimilarityKind.FIELD: "122"}
"""What examples begin with when the reader has no occupation or field of one's own: recruiting, economics."""
NAMES = {SimilarityKind.JOB: Occupation, SimilarityKind.FIELD: StudyField}
STEPS = (0, 1, 2, 3)
"""Distances told, in times the one that keeps half of the points."""


@dataclass(frozen=True)
class Counted:
    """One criterion: its weight, its points out of 10,000, how it is counted."""

    criterion: Criterion
    label: str
    weight: int
    points: int
    words: str

    @property
    def percent(self) -> float:
        """Of all points."""
        return self.points * 100 / FULL_SCORE


@dataclass(frozen=True)
class Example:
    """Two occupations, or two fields of study: percent of the criterion's points."""

    percent: int
    ours: str
    theirs: str


@dataclass(frozen=True)
class Kept:
    """What is left of the points of distance."""

    kilometres: int
    percent: int


@dataclass(frozen=True)
class Source:
    """Which table told it: so many codes, of the edition stored (0: built for this page)."""

    label: str
    codes: int
    edition: int


@dataclass(frozen=True)
class Guide:
    """All that a page says of a policy."""

    policy: MatchingPolicy
    criteria: list[Counted]
    rules: list[str]
    jobs: list[Example]
    fields: list[Example]
    distances: list[Kept]
    remote_percent: float
    tables: list[Source]
    close_percent: int = CLOSE // PER_PERCENT
    far_percent: int = FAR // PER_PERCENT


def guide(policy: MatchingPolicy, side: Side, *, job: str = "", field: str = "") -> Guide:
    """What a reader of that side is told; examples begin with one's own occupation and field (codes), when known."""
    figures = as_engine(policy)
    tables = current(codes_of(SimilarityKind.JOB), codes_of(SimilarityKind.FIELD))
    return Guide(
        policy=policy,
        criteria=counted(figures, side),
        rules=rule_words(side),
        jobs=examples(tables[SimilarityKind.JOB], job),
        fields=examples(tables[SimilarityKind.FIELD], field),
        distances=[kept_at(figures, step * figures.half_distance_km) for step in STEPS],
        remote_percent=figures.remote_share / PER_PERCENT,
        tables=[Source(str(kind.label), len(table.codes), table.edition) for kind, table in tables.items()],
    )


def counted(figures: Policy, side: Side) -> list[Counted]:
    """The criteria, the heaviest first."""
    points = figures.points()
    told = (
        Counted(one, LABELS[one], figures.weights[one], points[one], criterion_words(one, side, figures))
        for one in Criterion
    )
    return sorted(told, key=lambda one: -one.points)


def kept_at(figures: Policy, kilometres: int) -> Kept:
    """As the engine counts a distance known on both sides."""
    half, far = figures.half_distance_km**2, kilometres**2
    return Kept(kilometres, 100 * half // (half + far))


def examples(table: Table, code: str) -> list[Example]:
    """The same, one of its family, one of its domain, one of elsewhere: as the stored table has them."""
    kind = table.kind
    known = [one for one in (code, FAMILIAR[kind], *table.codes[:1]) if one in table.codes]
    if not known:
        return []
    row = table.codes.index(known[0])
    shares = np.asarray(table.values[row], dtype=np.int64)
    places = [row, *_after(np.flatnonzero(shares == CLOSE), row), *_after(np.flatnonzero(shares == FAR), row)]
    places += _after(np.flatnonzero(shares == 0), row)
    names = dict(NAMES[kind].objects.filter(code__in=[table.codes[at] for at in places]).values_list("code", "name"))
    return [
        Example(int(shares[at]) // PER_PERCENT, names[table.codes[row]], names[table.codes[at]])
        for at in places
        if table.codes[at] in names
    ]


def _after(places: Iterable[int], row: int) -> list[int]:
    """The first place past the row, else the first of all, else none."""
    found = [int(at) for at in places]
    return ([at for at in found if at > row] or found)[:1]
