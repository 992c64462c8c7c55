"""Among equally good results, the one closest to another: nobody changes mentor for nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mentoring.matching.engine.outcome import load_cost
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.scoring import scores
from mentoring.matching.engine.types import Id, Pair, Policy, Problem, Result

Pairs = dict[Id, Pair]
"""By graduate."""


def points_of(problem: Problem, result: Result) -> list[int]:
    """The points of each pair of a result at the weights of a problem with the same people."""
    ready = prepare(problem)
    return [int(points) for points in scores(ready, *ready.rows(result.pairs))]


def steadied(problem: Problem, result: Result, before: Result) -> Result:
    """The optimum `result` of a problem, with what `before` had wherever that is as good.

    The two differ in groups of people who share no mentor; a group goes back when its mentors may still be met, and
    it loses neither a match, nor a graduate of a priority neighborhood, nor a point. `before` is of the same
    graduates, and of mentors who have as many places.
    """
    people, mentors = problem.cohort.graduates, problem.cohort.mentors
    qpv = set(people.ids[people.qpv == 1].tolist())
    met = set(mentors.ids[mentors.active & mentors.available].tolist())
    now = {pair.graduate: pair for pair in result.pairs}
    points = points_of(problem, before)
    then = {pair.graduate: replace(pair, score=own) for pair, own in zip(before.pairs, points, strict=True)}
    taken = Counter(pair.mentor for pair in result.pairs)

    for group in _groups(now, then):
        ours, theirs = ([side[one] for one in sorted(group) if one in side] for side in (now, then))
        is_possible = all(pair.mentor in met for pair in theirs)
        keeps_qpv = _among(qpv, theirs) >= _among(qpv, ours)
        if is_possible and keeps_qpv and _is_as_good(problem.policy, ours, theirs, taken):
            for one in group:
                now.pop(one, None)
            now |= {pair.graduate: pair for pair in theirs}
    return replace(result, pairs=tuple(now[graduate] for graduate in sorted(now)), certificate=None)


def _is_as_good(policy: Policy, ours: list[Pair], theirs: list[Pair], taken: Counter[Id]) -> bool:
    """As many pairs, and the same points less the load of their mentors; `taken` counts ours."""
    mine, other = (Counter(pair.mentor for pair in pairs) for pairs in (ours, theirs))
    load = sum(
        load_cost(policy, taken[mentor] - mine[mentor] + other[mentor]) - load_cost(policy, taken[mentor])
        for mentor in mine | other
    )
    gain = sum(pair.score for pair in theirs) - sum(pair.score for pair in ours)
    return len(ours) == len(theirs) and gain == load


def _among(qpv: set[Id], pairs: Iterable[Pair]) -> int:
    return sum(pair.graduate in qpv for pair in pairs)


def _groups(now: Pairs, then: Pairs) -> Iterator[set[Id]]:
    """Graduates whose mentor differs, with those who share a mentor with them, before or after."""
    mentors = {
        graduate: {side[graduate].mentor for side in (now, then) if graduate in side}
        for graduate in now.keys() | then.keys()
        if graduate not in now or graduate not in then or now[graduate].mentor != then[graduate].mentor
    }
    graduates = defaultdict(set)
    for graduate, both in mentors.items():
        for mentor in both:
            graduates[mentor].add(graduate)
    left = set(mentors)
    for first in sorted(mentors):
        if first not in left:
            continue
        group, seeking = set(), [first]
        while seeking:
            one = seeking.pop()
            if one not in group:
                group.add(one)
                seeking += [other for mentor in mentors[one] for other in graduates[mentor]]
        left -= group
        yield group
