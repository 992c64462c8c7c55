"""Scores of the pairs that no rule forbids, block by block: no matrix of everybody is ever stored.

A pair lies in a block of its region, or, between two regions, in one of its remote job family. Whole numbers only, no
matrix product: the same bits whatever the size of the blocks, and no thread of a numeric library is woken.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mentoring.matching.engine import rules
from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.types import FULL_SHARE, Array, Criterion

BLOCK = 1 << 19
"""Pairs looked at together: what fits a processor's cache."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs as three columns: row of the graduate, row of the mentor (int32), score 0 to 10,000 (int16)."""

    graduate: Array
    mentor: Array
    score: Array

    def __len__(self) -> int:
        return len(self.score)

    def take(self, chosen: Array) -> "Pairs":
        """Those at these positions, or where this is true."""
        return Pairs(self.graduate[chosen], self.mentor[chosen], self.score[chosen])


@dataclass(frozen=True, eq=False)
class Block:
    """The feasible pairs among some graduates and mentors of one region or family, at four bytes a pair.

    graduates (a,), mentors (b,) rows; starts (a + 1,) where each graduate's pairs begin; column (p,) place in
    `mentors`; score (p,) int16. No graduate and mentor share two blocks.
    """

    graduates: Array
    mentors: Array
    starts: Array
    column: Array
    score: Array

    def __len__(self) -> int:
        return len(self.score)

    def row(self) -> Array:
        """Place in `graduates` of each pair."""
        return np.repeat(np.arange(len(self.graduates), dtype=np.int32), np.diff(self.starts))

    def pairs(self) -> Pairs:
        """The same, spread out."""
        return self.some(self.row(), slice(None))

    def some(self, row: Array, chosen: Array | slice) -> Pairs:
        """Those at these positions; `row` is what `row()` answers."""
        graduates, mentors = self.graduates.astype(np.int32), self.mentors.astype(np.int32)
        return Pairs(graduates[row[chosen]], mentors[self.column[chosen]], self.score[chosen])


def joined(some: Sequence[Pairs]) -> Pairs:
    """Several as one."""
    columns = (("graduate", np.int32), ("mentor", np.int32), ("score", np.int16))
    return Pairs(
        *(np.concatenate([np.zeros(0, dtype=kind), *(getattr(one, name) for one in some)]) for name, kind in columns)
    )


def rows_to_look_at(ready: Prepared) -> int:
    """Graduates of all blocks, for a progress bar."""
    return int(ready.is_open.sum() + (ready.is_open & ready.graduates.remote & (ready.near.family >= 0)).sum())


def blocks(ready: Prepared) -> Iterator[Block]:
    """Every feasible pair once, in an order that depends on ids alone; graduates of frozen pairs are left out."""
    everybody = np.zeros(1, dtype=np.int64)
    is_usable = np.ones(len(ready.mentors), dtype=bool)
    for rule in rules.OF_MENTORS:
        is_usable &= ~rule.broken(ready, everybody, np.arange(len(ready.mentors)))
    region, family = (ready.near.region, ready.there.region), (ready.near.family, ready.there.family)
    for g, m in _groups(region, ready.is_open, is_usable):
        yield _block(ready, g, m, ~rules.OUT_OF_REACH.broken(ready, g[:, None], m[None]))
    remote = (ready.is_open & ready.graduates.remote, is_usable & ready.mentors.remote)
    for g, m in _groups(family, *remote):
        yield _block(ready, g, m, region[0][g][:, None] != region[1][m][None])


def _groups(keys: tuple[Array, Array], is_graduate: Array, is_mentor: Array) -> Iterator[tuple[Array, Array]]:
    """Graduates and mentors of one key, cut so that a block has about `BLOCK` pairs; key -1 is no group."""
    graduates, mentors = (_by_key(key, chosen) for key, chosen in zip(keys, (is_graduate, is_mentor), strict=True))
    for key, g in graduates.items():
        m = mentors.get(key, np.zeros(0, dtype=np.int64))
        for part in np.array_split(g, max(1, -(-len(g) * len(m) // BLOCK))):
            yield part, m


def _by_key(keys: Array, chosen: Array) -> dict[int, Array]:
    rows = np.flatnonzero(chosen & (keys >= 0))
    rows = rows[np.argsort(keys[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(keys[rows], prepend=-1))
    return {int(keys[rows[a]]): rows[a:b] for a, b in pairwise([*starts, len(rows)])}


def _block(ready: Prepared, g: Array, m: Array, is_reached: Array) -> Block:
    is_reached &= ~rules.NO_LANGUAGE.broken(ready, g[:, None], m[None])
    rows, columns = np.nonzero(is_reached)
    graduate, mentor = g[rows], m[columns]
    for rule in rules.OF_PAIRS:
        kept = ~rule.broken(ready, graduate, mentor)
        if not kept.all():
            rows, columns, graduate, mentor = rows[kept], columns[kept], graduate[kept], mentor[kept]
    return Block(
        graduates=g,
        mentors=m,
        starts=np.searchsorted(rows, np.arange(len(g) + 1)),
        column=columns.astype(np.min_scalar_type(max(len(m) - 1, 0))),
        score=scores(ready, graduate, mentor),
    )


def scores(ready: Prepared, g: Array, m: Array) -> Array:
    """Score of each pair, int16: the sum of its parts."""
    return sum(points(ready, g, m, criterion) for criterion in Criterion).astype(np.int16)  # type: ignore[union-attr]


def points(ready: Prepared, g: Array, m: Array, criterion: Criterion) -> Array:
    """What one criterion brings: its most points times the share fulfilled, rounded down."""
    most = ready.policy.points()[criterion]
    return share(ready, g, m, criterion) * most // FULL_SHARE


def share(ready: Prepared, g: Array, m: Array, criterion: Criterion) -> Array:
    """How far a pair fulfils a criterion, per mille; 0 where something is unknown."""
    return _SHARES[criterion](ready, g, m)


def _job(ready: Prepared, g: Array, m: Array) -> Array:
    return _similar(ready.tables.job, ready.graduates.job[g], ready.mentors.job[m])


def _field(ready: Prepared, g: Array, m: Array) -> Array:
    return _similar(ready.tables.field, ready.graduates.field[g], ready.mentors.field[m])


def _similar(table: Array, ours: Array, theirs: Array) -> Array:
    if not table.size:
        return np.zeros(len(ours), dtype=np.int64)
    return np.where((ours >= 0) & (theirs >= 0), table[ours, theirs], 0)


def _distance(ready: Prepared, g: Array, m: Array) -> Array:
    half = (ready.policy.half_distance_km * 1000) ** 2
    near = FULL_SHARE * half // (half + rules.square_metres(ready, g, m))
    near = np.where(rules.is_located(ready, g, m), near, 0)
    return np.where(rules.meets_in_person(ready, g, m), near, ready.policy.remote_share)


def _languages(ready: Prepared, g: Array, m: Array) -> Array:
    common = np.bitwise_count(ready.graduates.languages[g] & ready.mentors.languages[m]).astype(np.int64)
    return np.clip(common - 1, 0, 2) * FULL_SHARE // 2


def _wishes(ready: Prepared, g: Array, m: Array) -> Array:
    """All of it when nothing was wished."""
    wished = ready.graduates.wishes[g]
    met = np.bitwise_count(wished & ready.mentors.offers[m]).astype(np.int64)
    asked = np.bitwise_count(wished).astype(np.int64)
    return np.where(asked > 0, met * FULL_SHARE // np.maximum(asked, 1), FULL_SHARE)


def _waiting(ready: Prepared, g: Array, m: Array) -> Array:
    full = ready.policy.full_waiting_days
    return np.minimum(ready.graduates.waiting[g].astype(np.int64), full) * FULL_SHARE // full


_SHARES: dict[Criterion, Callable[[Prepared, Array, Array], Array]] = {
    Criterion.JOB: _job,
    Criterion.FIELD: _field,
    Criterion.DISTANCE: _distance,
    Criterion.LANGUAGES: _languages,
    Criterion.WISHES: _wishes,
    Criterion.WAITING: _waiting,
}
