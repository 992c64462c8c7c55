"""The engine's assignment is the best there is, and the same whatever the order of its input."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching.engine.certificate import faults
from mentoring.matching.engine.greedy import greedy
from mentoring.matching.engine.lists import scan
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.scoring import blocks
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import Cancelled, Couple, Pair, Policy, Problem
from tests.harness import naive_matching as naive
from tests.harness.factories.cohorts import changed, cohort, fitting, shuffled
from tests.harness.factories.problems import problems
from tests.harness.second_opinion import assignment_by_brute_force, assignment_by_scipy


def qpv_of(problem):
    people = problem.cohort.graduates
    return people.ids.tolist(), people.qpv.tolist()


@settings(max_examples=150, deadline=None)
@given(problems())
def test_small_cohort_is_assigned_as_well_as_the_best_of_all_assignments(problem):
    result = solve(problem)
    made = [pair for pair in result.pairs if not pair.is_frozen]
    worth, places = naive.worth(problem), naive.places(problem)
    assert all(worth[pair.graduate, pair.mentor] == pair.score for pair in made)
    assert all(len([p for p in made if p.mentor == mentor]) <= len(costs) for mentor, costs in places.items())
    load = sum(sum(costs[: len([p for p in made if p.mentor == mentor])]) for mentor, costs in places.items())
    value = sum(pair.score for pair in made) - load
    qpv = {ids for ids, answer in zip(*qpv_of(problem), strict=True) if answer == 1}
    counted = min(problem.qpv_floor, sum(pair.graduate in qpv for pair in made))
    assert (len(made), counted, value) == assignment_by_brute_force(worth, places, qpv, problem.qpv_floor)
    assert (result.certificate.gap, faults(problem, result)) == (0, [])
    assert {(p.graduate, p.mentor) for p in result.pairs if p.is_frozen} == {
        (couple.graduate, couple.mentor) for couple in problem.frozen
    }
    everybody = [pair.graduate for pair in result.pairs] + [left.graduate for left in result.unmatched]
    assert sorted(everybody) == sorted(problem.cohort.graduates.ids.tolist())


@settings(max_examples=60, deadline=None)
@given(problems(graduates=40, mentors=30))
def test_blocks_hold_every_pair_that_no_rule_forbids_once_with_its_score(problem):
    ready = prepare(problem)
    pairs = scan(ready).pairs()
    couples = [ready.couple(g, m) for g, m in zip(pairs.graduate.tolist(), pairs.mentor.tolist(), strict=True)]
    assert len(couples) == len(set(couples))
    assert dict(zip(couples, pairs.score.tolist(), strict=True)) == naive.worth(problem)


@pytest.mark.parametrize(("seed", "dense"), [(1, True), (2, True), (3, False), (4, False)])
def test_middle_cohort_agrees_with_scipy_on_expanded_places(seed, dense):
    people = cohort(250, 180, seed)
    problem = Problem(people, frozen=(Couple(str(people.graduates.ids[0]), str(people.mentors.ids[0])),))
    ready = prepare(problem)
    result = solve(problem)
    new = [pair for pair in result.pairs if not pair.is_frozen]
    frozen_cost = int(np.array(problem.policy.load_steps)[: ready.started.max()].sum())
    value = sum(pair.score for pair in new) - result.load_cost + frozen_cost
    assert (len(new), value) == assignment_by_scipy(ready, scan(ready).pairs(), dense=dense)
    assert result.score == sum(pair.score for pair in result.pairs)


@settings(max_examples=40, deadline=None)
@given(problems(graduates=30, mentors=20), st.integers(0, 1000))
def test_order_of_the_rows_changes_nothing(problem, seed):
    again = replace(
        problem, cohort=shuffled(problem.cohort, seed), frozen=problem.frozen[::-1], vetoed=problem.vetoed[::-1]
    )
    assert solve(again) == solve(problem)


def test_size_of_the_blocks_changes_nothing(monkeypatch):
    problem = Problem(cohort(120, 90))
    whole = solve(problem)
    monkeypatch.setattr("mentoring.matching.engine.scoring.BLOCK", 64)
    assert len(list(blocks(prepare(problem)))) >= 50
    assert solve(problem) == whole


def test_equal_pairs_are_settled_by_ids():
    people = fitting(4, 2)
    results = [solve(Problem(shuffled(people, seed))).pairs for seed in range(6)]
    assert len(results[0]) == 2
    assert results == [results[0]] * 6


def test_number_matched_goes_before_points():
    """g1 fits m0 alone, and less well than g0 does: g0 gives way to m1."""
    people = changed(fitting(2, 2), {"languages": [3, 1], "waiting": [300, 0]}, {"languages": [1, 2]})
    result = solve(Problem(people))
    assert [(pair.graduate, pair.mentor) for pair in result.pairs] == [("g0", "m1"), ("g1", "m0")]


def test_second_graduate_of_a_mentor_costs_so_places_are_shared_out():
    people = changed(fitting(2, 2), mentors={"capacity": [2, 1], "job": [0, 1]})
    shared = solve(Problem(people, Policy(load_steps=(0, 5_000, 5_000))))
    assert {pair.mentor for pair in shared.pairs} == {"m0", "m1"}
    assert shared.load_cost == 0
    piled = solve(Problem(people, Policy(load_steps=(0, 10, 20))))
    assert {pair.mentor for pair in piled.pairs} == {"m0"}
    assert piled.load_cost == 10


def test_frozen_pair_stays_though_a_rule_now_forbids_it_and_counts_in_the_load():
    people = changed(fitting(2, 1), mentors={"available": [False], "capacity": [2]})
    result = solve(Problem(people, frozen=(Couple("g1", "m0"),)))
    assert [(pair.graduate, pair.is_frozen) for pair in result.pairs] == [("g1", True)]
    assert [left.code for left in result.unmatched] == ["mentor_unavailable"]
    open_again = changed(people, mentors={"available": [True]})
    assert solve(Problem(open_again, frozen=(Couple("g1", "m0"),))).load_cost == 200


def test_more_frozen_pairs_than_places_leave_none():
    people = fitting(3, 1)
    result = solve(Problem(people, frozen=(Couple("g0", "m0"), Couple("g1", "m0"))))
    assert result.matched == 2
    assert result.unmatched[0].code == "mentor_full"


@settings(max_examples=40, deadline=None)
@given(problems(graduates=25, mentors=15))
def test_best_pairs_first_never_do_better(problem):
    by_hand, best = greedy(problem), solve(replace(problem, qpv_floor=0))
    assert by_hand.matched <= best.matched
    if by_hand.matched == best.matched:
        assert by_hand.score - by_hand.load_cost <= best.score - best.load_cost
    assert by_hand.feasible == best.feasible


def test_best_pair_first_takes_the_best_and_may_leave_somebody():
    people = changed(fitting(2, 2), {"languages": [3, 1], "waiting": [300, 0]}, {"languages": [1, 2], "job": [0, 1]})
    result = greedy(Problem(people))
    assert [(pair.graduate, pair.mentor) for pair in result.pairs] == [("g0", "m0")]
    assert [left.code for left in result.unmatched] == ["places_taken"]


def test_ids_may_be_numbers_and_come_back_as_such():
    people = changed(fitting(1, 1), {"ids": [7]}, {"ids": [40]})
    assert solve(Problem(people)).pairs == (Pair(7, 40, score=solve(Problem(fitting())).score, rank=1),)


def test_progress_counts_rows_to_the_end():
    told = []
    solve(Problem(cohort(60, 40)), progress=lambda *step: told.append(step))
    scoring = [(done, total) for step, done, total in told if step == "scoring"]
    assert scoring == sorted(scoring)
    assert scoring[-1][0] == scoring[-1][1] > 0
    assert [step for step, _done, _total in told if step != "scoring"] == ["solving", "done"]


@pytest.mark.parametrize("questions", [0, 1, 3])
def test_cancel_is_heard_at_any_question(questions):
    answers = iter([False] * questions + [True] * 100)
    with pytest.raises(Cancelled):
        solve(Problem(cohort(60, 40)), cancelled=lambda: next(answers))


def test_cancel_after_the_scoring_spares_the_flow(monkeypatch):
    told = []
    monkeypatch.setattr("mentoring.matching.engine.solver.best_flow", lambda *_: pytest.fail("the flow was begun"))
    with pytest.raises(Cancelled):
        solve(Problem(cohort(60, 40)), progress=lambda step, *_: told.append(step), cancelled=lambda: "solving" in told)


def test_one_thread_does_the_work():
    problem = Problem(cohort(600, 500))
    solve(problem)
    everybody, this = time.process_time(), time.thread_time()
    solve(problem)
    everybody, this = time.process_time() - everybody, time.thread_time() - this
    assert everybody - this < 0.2 * this
