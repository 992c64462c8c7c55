"""The feasible pairs of a scope, and the few among them that a flow has to look at.

Scores are equal by the thousand: a fixed shuffle of the pairs settles who is listed, else everybody would list the
mentors of the lowest ids. What a list leaves out is never lost: prices find it (`solver`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.prepare import Prepared
from mentoring.matching.engine.prices import Prices
from mentoring.matching.engine.scoring import Block, Pairs, blocks, joined, rows_to_look_at
from mentoring.matching.engine.types import Array, Cancelled

LISTED = 32
"""The best pairs of each person that the first flow looks at."""
SHUFFLE_BITS = 16
ALTERNATIVES = 10
"""Other mentors told for each graduate."""
ORDERED = 1 << 16
"""Ties in what a pair lacks go to the lower place in a block, of at most so many mentors."""
NO_MORE = np.int64(1) << 62


@dataclass(frozen=True, eq=False)
class Feasible:
    """Every pair that no rule forbids, in blocks; `ready` is the problem they are of."""

    ready: Prepared
    blocks: tuple[Block, ...]

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    def pairs(self) -> Pairs:
        """All of them, spread out: ten bytes a pair."""
        return joined([block.pairs() for block in self.blocks])

    def possible(self) -> Array:
        """(n,) graduates with a pair at least."""
        has_one = np.zeros(len(self.ready.graduates), dtype=bool)
        for block in self.blocks:
            has_one[block.graduates[np.diff(block.starts) > 0]] = True
        return has_one

    def of(self, graduates: Array) -> Pairs:
        """The pairs of a few graduates, rows."""
        wanted = np.zeros(len(self.ready.graduates), dtype=bool)
        wanted[graduates] = True
        found = []
        for block in self.blocks:
            if wanted[block.graduates].any():
                pairs = block.pairs()
                found.append(pairs.take(wanted[pairs.graduate]))
        return joined(found)

    def ranks(self, graduates: Array, scores: Array) -> Array:
        """For graduates (k,) with a pair of these scores: 1 when no other mentor scores higher, 2 when one does…"""
        reached = np.full(len(self.ready.graduates), np.iinfo(np.int16).max, dtype=np.int16)
        reached[graduates] = scores
        better = np.zeros(len(self.ready.graduates), dtype=np.int64)
        for block in self.blocks:
            counted = np.concatenate([[0], np.cumsum(block.score > reached[block.graduates][block.row()])])
            better[block.graduates] += counted[block.starts[1:]] - counted[block.starts[:-1]]
        return 1 + better[graduates]


def scan(
    ready: Prepared,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Feasible:
    """All blocks; `cancelled` is asked before each."""
    found: list[Block] = []
    done, total = 0, rows_to_look_at(ready)
    for block in blocks(ready):
        if cancelled():
            raise Cancelled
        found.append(block)
        done += len(block.graduates)
        progress("scoring", done, total)
    return Feasible(ready, tuple(found))


def best_of_both_sides(feasible: Feasible, listed: int = LISTED) -> Pairs:
    """The pairs among the best of their graduate (in a region, in a family) or of their mentor.

    Which they are depends neither on the size of the blocks nor on the order of the input.
    """
    least = np.full((len(feasible.ready.mentors), listed), -1, dtype=np.int32)
    of_graduates = []
    for block in feasible.blocks:
        table = np.full((len(block.graduates), len(block.mentors)), -1, dtype=np.int32)
        table[block.row(), block.column] = _shuffled(block)
        of_graduates.append(_kept(table, listed)[:, 0].copy() if len(block.mentors) > listed else np.zeros(len(table)))
        if table.size:
            least[block.mentors] = _kept(np.hstack([least[block.mentors], table.T]), listed)
    mentors = least[:, 0]
    chosen = []
    for block, graduates in zip(feasible.blocks, of_graduates, strict=True):
        keys, row = _shuffled(block), block.row()
        is_best = (keys >= graduates[row]) | (keys >= mentors[block.mentors][block.column])
        chosen.append(block.some(row, np.flatnonzero(is_best)))
    return joined(chosen)


def nearest(feasible: Feasible, prices: Prices, most: int = ALTERNATIVES) -> tuple[Array, Array]:
    """For every graduate the mentors whose pair lacks least to be among the best, the pair made first if there is one.

    Rows of mentors (n, most), -1 where there are no more, and what the whole loses at least by the pair (n, most).
    """
    ready = feasible.ready
    size = len(ready.graduates)
    mentors, lacks = np.full((size, most), -1, dtype=np.int32), np.full((size, most), NO_MORE, dtype=np.int64)
    for block in feasible.blocks:
        if not len(block):
            continue
        pairs = block.pairs()
        table = np.full((len(block.graduates), len(block.mentors)), NO_MORE, dtype=np.int64)
        table[block.row(), block.column] = prices.lacking(ready, pairs) * ORDERED + block.column
        here = np.partition(table, min(most, table.shape[1]) - 1, axis=1)[:, :most]
        rows = np.where(here < NO_MORE, block.mentors[here % ORDERED % len(block.mentors)], -1)
        here = np.where(here < NO_MORE, here // ORDERED, NO_MORE)
        both = np.hstack([lacks[block.graduates], here]), np.hstack([mentors[block.graduates], rows])
        order = np.lexsort((both[1], both[0]))[:, :most]
        lacks[block.graduates], mentors[block.graduates] = (np.take_along_axis(one, order, axis=1) for one in both)
    return mentors, lacks


def _kept(table: Array, listed: int) -> Array:
    """The largest of each row, (r, listed), the least of them first."""
    return np.partition(table, table.shape[1] - listed, axis=1)[:, table.shape[1] - listed :]


def _shuffled(block: Block) -> Array:
    """(p,) int32: the score, then a fixed shuffle of the pair's two rows."""
    ours = block.graduates.astype(np.uint32) * np.uint32(2_654_435_761)
    theirs = block.mentors.astype(np.uint32) * np.uint32(2_246_822_519)
    mixed = ours[block.row()] ^ theirs[block.column]
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(3_266_489_917)
    return (block.score.astype(np.int32) << SHUFFLE_BITS) | (mixed >> np.uint32(32 - SHUFFLE_BITS)).astype(np.int32)
