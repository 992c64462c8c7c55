"""The check of a result finds whatever is wrong with it, and nothing in a right one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from mentoring.matching.engine import lists, solver
from mentoring.matching.engine.certificate import faults
from mentoring.matching.engine.greedy import greedy
from mentoring.matching.engine.lists import best_of_both_sides, scan
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import Couple, Policy, Problem
from tests.harness.factories.cohorts import changed, cohort, fitting
from tests.harness.factories.problems import problems

PROBLEM = Problem(cohort(40, 25), frozen=(Couple("g00003", "m00002"),), qpv_floor=12)


@pytest.fixture(scope="module")
def right():
    result = solve(PROBLEM)
    assert len(result.pairs) > 10
    assert faults(PROBLEM, result) == []
    return result


def without_a_pair(result):
    return replace(result, pairs=result.pairs[1:])


def with_another_mentor(result):
    pair = next(pair for pair in result.pairs if not pair.is_frozen)
    mentor = next(other.mentor for other in result.pairs if other.mentor != pair.mentor)
    return replace(result, pairs=(*(p for p in result.pairs if p is not pair), replace(pair, mentor=mentor)))


def with_two_exchanged(result):
    first, second = [pair for pair in result.pairs if not pair.is_frozen][:2]
    swapped = replace(first, mentor=second.mentor), replace(second, mentor=first.mentor)
    return replace(result, pairs=(*(p for p in result.pairs if p not in (first, second)), *swapped))


def with_a_better_score(result):
    return replace(result, pairs=(replace(result.pairs[0], score=result.pairs[0].score + 1), *result.pairs[1:]))


def without_the_frozen_pair(result):
    return replace(result, pairs=tuple(pair for pair in result.pairs if not pair.is_frozen))


def with_everybody_at_one_mentor(result):
    mentor = result.pairs[0].mentor
    return replace(result, pairs=tuple(replace(pair, mentor=mentor) for pair in result.pairs))


def with_prices_of_nothing(result):
    proof = result.certificate
    return proved(result, graduates=(0,) * len(proof.graduates), mentors=(0,) * len(proof.mentors))


def with_one_price_lower(result):
    prices = result.certificate.graduates
    at = max(range(len(prices)), key=prices.__getitem__)
    return proved(result, graduates=(*prices[:at], prices[at] - 1, *prices[at + 1 :]))


def with_one_price_higher(result):
    prices = result.certificate.graduates
    return proved(result, graduates=(prices[0] + 1, *prices[1:]))


def with_a_price_below_nothing(result):
    return proved(result, mentors=(-1, *result.certificate.mentors[1:]))


def with_a_price_too_few(result):
    return proved(result, mentors=result.certificate.mentors[1:])


def with_a_floor_dearer_than_everything(result):
    return proved(result, floor=result.certificate.bonus + 1)


def with_a_claim_that_is_not_so(result):
    return proved(result, value=result.certificate.value + 1, bound=result.certificate.bound + 1)


def without_certificate(result):
    return replace(result, certificate=None)


def proved(result, **facts):
    return replace(result, certificate=replace(result.certificate, **facts))


@pytest.mark.parametrize(
    "broken",
    [
        without_a_pair,
        with_another_mentor,
        with_two_exchanged,
        with_a_better_score,
        without_the_frozen_pair,
        with_everybody_at_one_mentor,
        with_prices_of_nothing,
        with_one_price_lower,
        with_one_price_higher,
        with_a_price_below_nothing,
        with_a_price_too_few,
        with_a_floor_dearer_than_everything,
        with_a_claim_that_is_not_so,
        without_certificate,
    ],
)
def test_broken_result_does_not_pass(right, broken):
    assert faults(PROBLEM, broken(right))


def test_result_of_another_problem_does_not_pass(right):
    assert faults(replace(PROBLEM, policy=Policy(load_steps=(0, 0, 0))), right)
    assert faults(replace(PROBLEM, vetoed=(right.pairs[1],)), right)


def test_best_pairs_first_are_no_proved_optimum():
    by_hand = greedy(PROBLEM)
    assert faults(PROBLEM, replace(by_hand, certificate=solve(PROBLEM).certificate))


@settings(max_examples=60, deadline=None)
@given(problems(graduates=40, mentors=30))
def test_lists_as_short_as_can_be_find_the_same_value(problem):
    whole = solve(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "best_of_both_sides", lambda feasible: best_of_both_sides(feasible, 1))
        patch.setattr(solver, "NEAR", 1)
        listed = solve(problem)
    assert (listed.matched, listed.certificate.value) == (whole.matched, whole.certificate.value)
    assert faults(problem, listed) == []


def test_short_lists_need_more_than_one_flow():
    """Else the test above would prove nothing of the columns that are added."""
    problem = Problem(cohort(300, 200))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "best_of_both_sides", lambda feasible: best_of_both_sides(feasible, 1))
        patch.setattr(solver, "NEAR", 1)
        assert solve(problem).certificate.rounds > 2


def test_lists_hold_the_best_of_everybody_whatever_the_size_of_the_blocks(monkeypatch):
    ready = prepare(Problem(cohort(200, 150)))
    whole = best_of_both_sides(scan(ready), 3)
    monkeypatch.setattr("mentoring.matching.engine.scoring.BLOCK", 64)
    cut = best_of_both_sides(scan(ready), 3)
    assert listed(whole) == listed(cut)
    everything = scan(ready).pairs()
    for row in range(len(ready.graduates)):
        scores = everything.score[everything.graduate == row]
        if len(scores):
            assert whole.score[whole.graduate == row].max() == scores.max()
    assert lists.LISTED > 3


def listed(pairs):
    return sorted(zip(pairs.graduate.tolist(), pairs.mentor.tolist(), strict=True))


def test_floor_takes_more_of_the_neighborhoods_and_costs_points_never_matches():
    people = changed(fitting(2, 1), {"qpv": [0, 1], "waiting": [300, 0]})
    plain, floored = solve(Problem(people)), solve(Problem(people, qpv_floor=1))
    assert [pair.graduate for pair in plain.pairs] == ["g0"]
    assert [pair.graduate for pair in floored.pairs] == ["g1"]
    assert plain.score > floored.score
    assert floored.certificate.floor == plain.score - floored.score


def test_floor_that_cannot_be_reached_is_approached():
    people = changed(fitting(2, 2), {"qpv": [0, 1]})
    result = solve(Problem(people, qpv_floor=2))
    assert result.matched == 2
    assert result.certificate.gap == 0
