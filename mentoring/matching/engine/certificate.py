"""The certificate of a result, and its check by somebody who trusts neither the solver nor its lists.

Every assignment x of value P(x) = sum of (score + bonus) of its pairs, less load, plus bonus times the graduates of
priority neighborhoods up to the floor, and all prices u, v, f >= 0 with u_i + v_j >= score_ij + bonus + f q_i for every
feasible pair satisfy P(x) <= sum of u + sum over places of max(0, v - cost of the place) + floor (bonus - f).
"""

from collections.abc import Iterator

import numpy as np

from mentoring.matching.engine import rules
from mentoring.matching.engine.flow import bonus_of
from mentoring.matching.engine.prepare import Prepared, prepare
from mentoring.matching.engine.prices import Assignment, Prices, is_qpv
from mentoring.matching.engine.scoring import scores
from mentoring.matching.engine.types import Array, Certificate, Problem, Result

AT_ONCE = 1 << 18
"""Pairs looked at together."""


def certificate_of(ready: Prepared, assignment: Assignment, prices: Prices, rounds: int) -> Certificate:
    """The prices, with the two numbers that they make equal."""
    return Certificate(
        bonus=bonus_of(ready),
        graduates=tuple(prices.graduates.tolist()),
        mentors=tuple(prices.mentors.tolist()),
        floor=prices.floor,
        value=value_of(ready, assignment),
        bound=bound_of(ready, prices),
        rounds=rounds,
    )


def value_of(ready: Prepared, assignment: Assignment) -> int:
    """P of an assignment."""
    bonus, matched = bonus_of(ready), assignment.matched
    reached = min(ready.qpv_floor, int(is_qpv(ready)[matched].sum()))
    used = assignment.used(ready)
    load = sum(int(cost[used > place].sum()) for place, cost in _places(ready))
    return bonus * (len(matched) + reached) + int(assignment.score.sum()) - load


def bound_of(ready: Prepared, prices: Prices) -> int:
    """What no assignment exceeds if the prices are right."""
    places = sum(int(np.maximum(prices.mentors - cost, 0)[ready.free > place].sum()) for place, cost in _places(ready))
    return int(prices.graduates.sum()) + places + ready.qpv_floor * (bonus_of(ready) - prices.floor)


def faults(problem: Problem, result: Result) -> list[str]:
    """Why this result is not the proved optimum of this problem; empty when it is.

    Every graduate is compared with every mentor by the rules themselves: slower than solving, and independent of it.
    """
    ready, proof = prepare(problem), result.certificate
    told = [*_of_pairs(ready, result)]
    if proof is None:
        return [*told, "there is no certificate"]
    if len(proof.graduates) != len(ready.graduates) or len(proof.mentors) != len(ready.mentors):
        return [*told, "prices of other people"]
    if told:
        return told
    prices = Prices(np.array(proof.graduates, np.int64), np.array(proof.mentors, np.int64), proof.floor)
    return [*_of_prices(ready, prices), *_of_numbers(ready, result, prices)]


def _of_pairs(ready: Prepared, result: Result) -> Iterator[str]:
    """The assignment exists: people, places, rules, scores."""
    g, m = ready.rows(result.pairs)
    everybody = [pair.graduate for pair in result.pairs] + [left.graduate for left in result.unmatched]
    if sorted(everybody, key=str) != sorted(ready.graduates.ids.tolist(), key=str):
        yield "somebody is missing or listed twice"
    is_new = np.array([not pair.is_frozen for pair in result.pairs], dtype=bool)
    if not np.array_equal(np.stack([g, m], axis=1)[~is_new], ready.frozen):
        yield "the frozen pairs are not those of the problem"
    if (np.bincount(m[is_new], minlength=len(ready.mentors)) > ready.free).any():
        yield "a mentor has more graduates than places"
    for rule in rules.RULES:
        if rule is not rules.FULL and rule.broken(ready, g[is_new], m[is_new]).any():
            yield f"a pair breaks the rule {rule.code}"
    if scores(ready, g, m).tolist() != [pair.score for pair in result.pairs]:
        yield "a score is wrong"


def _of_prices(ready: Prepared, prices: Prices) -> Iterator[str]:
    """The prices bound every assignment: none negative, none undercut by a feasible pair."""
    if min(prices.graduates.min(initial=0), prices.mentors.min(initial=0)) < 0:
        yield "a price below 0"
    if not 0 <= prices.floor <= bonus_of(ready):
        yield "the price of the floor is out of bounds"
    due = bonus_of(ready) + prices.floor * is_qpv(ready) - prices.graduates
    m = np.arange(len(ready.mentors))[None]
    open_ones = np.flatnonzero(ready.is_open)
    for g in np.array_split(open_ones, max(1, -(-len(open_ones) * max(1, m.size) // AT_ONCE))):
        rows, columns = np.nonzero(_is_feasible(ready, g[:, None], m))
        graduate = g[rows]
        if (scores(ready, graduate, columns) + due[graduate] > prices.mentors[columns]).any():
            yield "a feasible pair undercuts the prices"
            return


def _is_feasible(ready: Prepared, g: Array, m: Array) -> Array:
    remains = np.ones((len(g), m.size), dtype=bool)
    for rule in rules.RULES:
        remains &= ~rule.broken(ready, g, m)
    return remains


def _of_numbers(ready: Prepared, result: Result, prices: Prices) -> Iterator[str]:
    """What is claimed is what the pairs and the prices give, and the two meet."""
    g, m = ready.rows([pair for pair in result.pairs if not pair.is_frozen])
    mates, score = np.full(len(ready.graduates), -1), np.zeros(len(ready.graduates), dtype=np.int64)
    mates[g], score[g] = m, scores(ready, g, m)
    value, bound, proof = value_of(ready, Assignment(mates, score)), bound_of(ready, prices), result.certificate
    if proof is None or (proof.value, proof.bound) != (value, bound):
        yield "the value or the bound is not what the pairs and the prices give"
    if value != bound:
        yield f"{bound - value} points are left between the value and the bound"


def _places(ready: Prepared) -> Iterator[tuple[int, Array]]:
    """Each place of a run and what it costs (m,)."""
    steps = np.array(ready.policy.load_steps, dtype=np.int64)
    for place in range(len(steps)):
        yield place, steps[np.minimum(ready.started + place, len(steps) - 1)]
