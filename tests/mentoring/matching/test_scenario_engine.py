"""What if, in the engine: each change changes what it says, and two results compare person by person."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching.engine.outcome import load_cost
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.scenario import (
    Changes,
    Newcomers,
    changed,
    compare,
    floors_around,
    is_newcomer,
)
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.steady import steadied
from mentoring.matching.engine.types import Couple, Criterion, InvalidInput, Policy, Problem
from tests.harness.factories.cohorts import changed as with_columns
from tests.harness.factories.cohorts import cohort, fitting

PARIS = {"region": "11", "department": "75", "latitude": 48.85, "longitude": 2.35}


def newcomers(count=1, **facts) -> Newcomers:
    return Newcomers(**{"count": count, "job": 0, **PARIS, **facts})


def test_no_change_changes_nothing():
    problem = Problem(cohort(60, 40), qpv_floor=3)
    same = changed(problem, Changes())
    assert solve(same) == solve(problem)
    assert (same.policy, same.qpv_floor) == (problem.policy, 3)
    assert compare(problem, solve(problem), same, solve(same)).moves == ()


# -- policy -----------------------------------------------------------------------------------------------------------
def test_weights_given_alone_change_and_the_others_stay():
    policy = changed(Problem(fitting()), Changes(weights={Criterion.JOB: 7})).policy
    assert policy.weights == {**Policy().weights, Criterion.JOB: 7}


@pytest.mark.parametrize(
    "changes",
    [
        Changes(weights=dict.fromkeys(Criterion, 0)),
        Changes(weights={Criterion.JOB: -1}),
        Changes(load_steps=(0, 500, 100)),
        Changes(half_distance_km=0),
        Changes(remote_share=1_001),
        Changes(qpv_floor=-1),
        Changes(on_leave=("nobody",)),
    ],
    ids=["no weight", "negative weight", "load eases", "no distance", "share beyond", "negative floor", "unknown"],
)
def test_change_without_sense_is_refused(changes):
    with pytest.raises(InvalidInput):
        changed(Problem(fitting()), changes)


def test_second_graduate_that_costs_more_is_shared_out():
    people = with_columns(fitting(2, 2), mentors={"capacity": [2, 1], "job": [0, 1]})
    cheap = Problem(people, Policy(load_steps=(0, 10, 20)))
    dear = changed(cheap, Changes(load_steps=(0, 5_000, 5_000)))
    assert {pair.mentor for pair in solve(cheap).pairs} == {"m0"}
    assert {pair.mentor for pair in solve(dear).pairs} == {"m0", "m1"}


def test_distance_and_remote_share_are_those_given():
    policy = changed(Problem(fitting()), Changes(half_distance_km=5, remote_share=0)).policy
    assert (policy.half_distance_km, policy.remote_share) == (5, 0)


def test_floor_of_zero_takes_a_floor_away():
    problem = Problem(fitting(), qpv_floor=4)
    assert changed(problem, Changes(qpv_floor=0)).qpv_floor == 0
    assert changed(problem, Changes(qpv_floor=9)).qpv_floor == 9


# -- mentors ----------------------------------------------------------------------------------------------------------
def test_newcomers_take_those_whom_nobody_could_take():
    problem = Problem(fitting(3, 1))
    more = changed(problem, Changes(newcomers=(newcomers(2),)))
    result = solve(more)
    assert result.matched == 3
    assert sum(is_newcomer(pair.mentor) for pair in result.pairs) == 2
    assert {pair.mentor for pair in result.pairs} == {"m0", "-1", "-2"}


def test_newcomers_where_there_are_no_mentors_have_negative_numbers():
    problem = changed(Problem(fitting(1, 0)), Changes(newcomers=(newcomers(),)))
    assert [pair.mentor for pair in solve(problem).pairs] == [-1]


def test_newcomers_of_two_kinds_stand_where_each_is():
    kinds = (newcomers(2, job=3), newcomers(1, latitude=math.nan, longitude=math.nan, radius=5, remote=True))
    mentors = changed(Problem(with_columns(fitting(), mentors={"ids": [40]})), Changes(newcomers=kinds)).cohort.mentors
    assert mentors.ids.tolist() == [40, -1, -2, -3]
    assert mentors.job.tolist() == [0, 3, 3, 0]
    assert mentors.radius.tolist() == [50, 20, 20, 5]
    assert mentors.remote.tolist() == [False, False, False, True]
    assert np.isnan(mentors.latitude).tolist() == [False, False, False, True]


def test_newcomers_far_away_help_nobody_and_an_unknown_job_is_refused():
    far = changed(Problem(fitting(1, 0)), Changes(newcomers=(newcomers(region="84", department="69"),)))
    assert solve(far).matched == 0
    with pytest.raises(InvalidInput):
        prepare(changed(Problem(fitting()), Changes(newcomers=(newcomers(job=99),))))
    with pytest.raises(InvalidInput):
        newcomers(0)


def test_mentor_on_leave_takes_nobody_more_and_keeps_who_was_frozen():
    people = with_columns(fitting(2, 1), mentors={"capacity": [2]})
    problem = Problem(people, frozen=(Couple("g0", "m0"),))
    away = solve(changed(problem, Changes(on_leave=("m0",))))
    assert [(pair.graduate, pair.is_frozen) for pair in away.pairs] == [("g0", True)]
    assert [left.code for left in away.unmatched] == ["mentor_unavailable"]


# -- side by side -----------------------------------------------------------------------------------------------------
def test_who_gains_who_loses_and_how_long_they_waited():
    people = with_columns(fitting(3, 2), {"waiting": [300, 200, 10], "qpv": [1, 0, -1]})
    problem = Problem(people)
    fewer = changed(problem, Changes(on_leave=("m1",)))
    compared = compare(problem, solve(problem), fewer, solve(fewer))
    assert (compared.before.matched, compared.after.matched) == (2, 1)
    assert (compared.before.places, compared.after.places) == (2, 1)
    assert (compared.gained, compared.lost) == (0, 1)
    assert (compared.before.qpv, compared.before.qpv_matched, compared.before.qpv_share) == (1, 1, 500)
    assert compared.after.qpv_share == 1_000
    assert (compared.before.matched_wait_mean, compared.before.matched_wait_longest) == (250, 300)
    assert (compared.after.left_wait_mean, compared.after.left_wait_longest) == (105, 200)
    loser = compared.moves[0]
    assert (loser.graduate, loser.after, loser.score_after) == ("g1", None, None)
    assert loser.score_before > 0


def test_scores_are_measured_with_the_weights_of_the_first():
    problem = Problem(cohort(80, 60))
    other = changed(problem, Changes(weights={Criterion.JOB: 0, Criterion.DISTANCE: 90}))
    compared = compare(problem, solve(problem), other, solve(other))
    assert compared.after.matched == compared.before.matched
    load = [solve(one).load_cost for one in (problem, other)]
    assert compared.after.score - load[1] <= compared.before.score - load[0]
    assert compared.before.score == solve(problem).score
    assert compared.moves


def test_nobody_at_all_compares_with_nobody():
    problem = Problem(fitting(0, 0))
    compared = compare(problem, solve(problem), problem, solve(problem))
    assert compared.before == compared.after
    assert (compared.before.matched_wait_mean, compared.before.qpv_share, compared.moves) == (None, 0, ())


# -- nobody changes for nothing ---------------------------------------------------------------------------------------
def test_as_good_as_before_stays_as_before():
    problem = Problem(fitting(6, 6))
    before = solve(problem)
    turned = replace(before, pairs=tuple(replace(p, mentor=f"m{5 - i}") for i, p in enumerate(before.pairs)))
    assert steadied(problem, turned, before).pairs == before.pairs


def test_better_than_before_is_kept_and_a_mentor_on_leave_does_not_come_back():
    problem = Problem(fitting(2, 3))
    before = solve(problem)
    gone = before.pairs[0].mentor
    away = changed(problem, Changes(on_leave=(gone,)))
    after = steadied(away, solve(away), before)
    assert after.matched == 2
    assert gone not in {pair.mentor for pair in after.pairs}


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 12), st.integers(0, 40))
def test_steadied_result_is_still_the_best(seed, floor, job):
    problem = Problem(cohort(25, 18, seed), qpv_floor=floor)
    other = changed(problem, Changes(weights={Criterion.JOB: job}, newcomers=(newcomers(2),)))
    best, before = solve(other), solve(problem)
    steady = steadied(other, best, before)
    assert steady.matched == best.matched
    assert sum(pair.score for pair in steady.pairs) - load_of(other, steady) == best.score - best.load_cost
    assert qpv_of(other, steady) >= min(floor, qpv_of(other, best))
    places = dict(zip(other.cohort.mentors.ids.tolist(), other.cohort.mentors.capacity.tolist(), strict=True))
    assert all(places[mentor] >= count for mentor, count in Counter(p.mentor for p in steady.pairs).items())
    assert len(compare(problem, before, other, steady).moves) <= len(compare(problem, before, other, best).moves)


def load_of(problem, result) -> int:
    return sum(load_cost(problem.policy, count) for count in Counter(pair.mentor for pair in result.pairs).values())


def qpv_of(problem, result) -> int:
    people = problem.cohort.graduates
    return len({pair.graduate for pair in result.pairs} & set(people.ids[people.qpv == 1].tolist()))


# -- what a floor costs -----------------------------------------------------------------------------------------------
def test_floors_worth_asking_go_from_none_to_everybody_and_pass_the_one_wanted():
    problem = Problem(with_columns(fitting(20, 5), {"qpv": [1] * 11 + [0] * 9}))
    floors = floors_around(problem, 4)
    assert (floors[0], floors[-1]) == (0, 11)
    assert 4 in floors
    assert floors_around(problem, 400)[-1] == 11
    assert floors_around(Problem(fitting()), 3) == [0]
