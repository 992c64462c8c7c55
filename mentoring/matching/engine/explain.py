"""Why a pair was made, in French for either side or for staff, and why another was not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat

import numpy as np

from mentoring.matching.engine import rules
from mentoring.matching.engine.lists import ALTERNATIVES, nearest
from mentoring.matching.engine.outcome import load_cost
from mentoring.matching.engine.prepare import Prepared, prepare
from mentoring.matching.engine.scoring import points, scores, share
from mentoring.matching.engine.solver import Solution
from mentoring.matching.engine.types import Array, Couple, Criterion, Id, Pair, Part, Problem, Result
from mentoring.matching.engine.words import Facts, Reader, sentence


class Reason(StrEnum):
    """Why two people whom no rule keeps apart are, or are not, a pair."""

    MADE = "made"
    FROZEN = "frozen"
    PLACES_TAKEN = "places_taken"
    BETTER_APART = "better_apart"


@dataclass(frozen=True)
class WhyNot:
    """`code`: a rule's or a `Reason`; `score`: what the pair would bring; `holders`: who has the mentor's places."""

    code: str
    sentence: str
    score: int | None = None
    holders: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Another mentor for a graduate, what the pair would score, what the whole loses by it at least."""

    mentor: Id
    score: int
    lacks: int


def alternatives(solution: Solution, pairs: Sequence[Pair]) -> list[tuple[Alternative, ...]]:
    """For each pair made the mentors who come nearest, the least loss first; ten at most."""
    ready = solution.feasible.ready
    mentors, lacks = nearest(solution.feasible, solution.prices, ALTERNATIVES + 1)
    g, m = ready.rows(pairs)
    rows, places = np.nonzero((mentors[g] >= 0) & (mentors[g] != m[:, None]))
    others = mentors[g][rows, places]
    known = ready.mentors.ids[others].tolist(), scores(ready, g[rows], others).tolist(), lacks[g][rows, places].tolist()
    told: list[list[Alternative]] = [[] for _ in pairs]
    for row, mentor, score, lack in zip(rows.tolist(), *known, strict=True):
        told[row].append(Alternative(mentor, score, lack))
    return [tuple(some[:ALTERNATIVES]) for some in told]


class Explainer:
    """A problem made ready once and asked many times; without a result, nobody has anybody."""

    def __init__(self, problem: Problem, result: Result | None = None) -> None:
        self.ready = prepare(problem)
        pairs = () if result is None else result.pairs
        self._made = {pair.graduate: pair for pair in pairs}
        self._holders: dict[Id, list[Pair]] = {}
        for pair in pairs:
            self._holders.setdefault(pair.mentor, []).append(pair)

    def parts(self, couples: Sequence[Couple], reader: Reader = Reader.STAFF) -> list[tuple[Part, ...]]:
        """For each couple, made or not, the parts whose points sum to its score, in the order of the criteria."""
        g, m = self.ready.rows(couples)
        most, known = self.ready.policy.points(), _facts(self.ready, g, m)
        told = []
        for criterion in Criterion:
            shares = share(self.ready, g, m, criterion).tolist()
            brought = points(self.ready, g, m, criterion).tolist()
            sentences = (sentence(criterion, facts, one, reader) for facts, one in zip(known, shares, strict=True))
            rows = zip(brought, repeat(most[criterion]), sentences, strict=False)
            told.append([Part(criterion, *row) for row in rows])
        return list(zip(*told, strict=True))

    def load(self, mentor: Id) -> Part | None:
        """What the run's total pays for this mentor's second and third graduates; None when nothing."""
        taken = len(self._holders.get(mentor, []))
        cost = load_cost(self.ready.policy, taken)
        told = f"{taken} filleuls pour la même personne : ces points manquent au total, pas à un binôme."
        return Part("load", -cost, 0, told) if cost else None

    def why_not(self, couple: Couple, name: Callable[[Id], str] = str) -> WhyNot:
        """The first rule the pair breaks, or who has the mentor's places; `name` says an id in words."""
        g, m = self.ready.rows([couple])
        made = self._made.get(couple.graduate)
        score = int(scores(self.ready, g, m)[0])
        if made and made.mentor == couple.mentor:
            return WhyNot(Reason.MADE, "Ce binôme est formé.", score)
        for rule in rules.RULES:
            if rule is not rules.FULL and rule.broken(self.ready, g, m)[0]:
                words = rules.reach_in_words(self.ready, g, m) if rule is rules.OUT_OF_REACH else rule.sentence
                return WhyNot(rule.code, words)
        if made and made.is_frozen:
            return WhyNot(Reason.FROZEN, "Une autre proposition est déjà faite ou acceptée.", score)
        return self._outdone(couple, m, score, name)

    def _outdone(self, couple: Couple, m: Array, score: int, name: Callable[[Id], str]) -> WhyNot:
        holders = self._holders.get(couple.mentor, [])
        if len(holders) < self.ready.mentors.capacity[m[0]]:
            return WhyNot(Reason.BETTER_APART, "L’ensemble des binômes n’y gagnerait rien.", score)
        if not holders:
            return WhyNot(rules.FULL.code, rules.FULL.sentence, score)
        names = ", ".join(f"{name(pair.graduate)} ({_points(pair.score)})" for pair in holders)
        told = f"Les places de cette personne sont prises par {names} ; ce binôme vaudrait {_points(score)}."
        return WhyNot(Reason.PLACES_TAKEN, told, score, tuple(pair.graduate for pair in holders))


def _points(score: int) -> str:
    grouped = f"{score:,}".replace(",", "\u202f")
    return f"{grouped} point{'s' if score > 1 else ''}"


def _facts(ready: Prepared, g: Array, m: Array) -> list[Facts]:
    ours, theirs = ready.graduates, ready.mentors
    columns = (
        (ours.job[g] >= 0) & (theirs.job[m] >= 0),
        (ours.field[g] >= 0) & (theirs.field[m] >= 0),
        rules.meets_in_person(ready, g, m),
        rules.is_located(ready, g, m),
        np.rint(np.sqrt(rules.square_metres(ready, g, m)) / 1000).astype(np.int64),
        np.bitwise_count(ours.languages[g] & theirs.languages[m]),
        np.bitwise_count(ours.wishes[g]),
        np.bitwise_count(ours.wishes[g] & theirs.offers[m]),
        ours.waiting[g],
    )
    return [Facts(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
