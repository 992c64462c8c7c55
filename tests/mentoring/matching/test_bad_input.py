"""What a run answers when there is nothing to match, and what it refuses."""

import numpy as np
import pytest

from mentoring.matching.engine.explain import Explainer
from mentoring.matching.engine.greedy import greedy
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import Couple, Criterion, InvalidInput, Policy, Problem, Tables
from tests.harness.factories.cohorts import changed, fitting

US = Couple("g0", "m0")


@pytest.mark.parametrize("run", [solve, greedy])
def test_empty_cohort_has_an_empty_result(run):
    for mentors in (0, 2):
        result = run(Problem(fitting(0, mentors)))
        assert (result.matched, result.score, result.unmatched, result.feasible) == (0, 0, (), 0)


def test_nothing_to_explain_is_no_part():
    problem = Problem(fitting(0, 0))
    assert Explainer(problem, solve(problem)).parts([]) == []


@pytest.mark.parametrize("run", [solve, greedy])
def test_without_mentor_every_graduate_is_listed(run):
    result = run(Problem(fitting(2, 0)))
    assert [(left.graduate, left.code) for left in result.unmatched] == [("g0", "no_mentor"), ("g1", "no_mentor")]


def test_all_mentors_full_leaves_everybody():
    result = solve(Problem(changed(fitting(2, 2), mentors={"capacity": [0, 0]})))
    assert [left.code for left in result.unmatched] == ["mentor_full", "mentor_full"]


def test_nobody_anywhere_has_coordinates():
    unknown = {"latitude": [np.nan] * 2, "longitude": [np.nan] * 2}
    assert solve(Problem(changed(fitting(2, 2), unknown, unknown))).matched == 2


@pytest.mark.parametrize(
    ("graduates", "mentors"),
    [
        ({"ids": ["g0", "g0"]}, None),
        (None, {"ids": ["m0", "m0"]}),
        ({"languages": [1.5, 1]}, None),
        ({"languages": [-1, 1]}, None),
        ({"waiting": [-1, 0]}, None),
        ({"waiting": [1]}, None),
        ({"waiting": [2**40, 0]}, None),
        ({"remote": [1, 0]}, None),
        ({"ids": [1.0, 2.0]}, None),
        ({"excluded_employers": [3, 4]}, None),
        ({"region": [11, 11]}, None),
        ({"job": [0, 12]}, None),
        ({"field": [-2, 0]}, None),
        ({"latitude": [91.0, 0.0]}, None),
        (None, {"capacity": [4, 1]}),
        (None, {"radius": [-1.0, 1.0]}),
        (None, {"radius": [np.nan, 1.0]}),
    ],
)
def test_arrays_that_do_not_fit_are_refused(graduates, mentors):
    with pytest.raises(InvalidInput):
        solve(Problem(changed(fitting(2, 2), graduates, mentors)))


@pytest.mark.parametrize(
    "policy",
    [
        {"weights": {}},
        {"weights": dict.fromkeys(Criterion, 0)},
        {"weights": {Criterion.JOB: -1, Criterion.FIELD: 2}},
        {"weights": {Criterion.JOB: 0.5}},
        {"weights": {Criterion.JOB: True}},
        {"weights": {"gender": 1}},
        {"load_steps": (0, 10)},
        {"load_steps": (0, 20, 10)},
        {"load_steps": (-1, 0, 0)},
        {"load_steps": (0, 0, 10**9)},
        {"remote_share": 1001},
        {"half_distance_km": 0},
        {"half_distance_km": 2.5},
        {"full_waiting_days": 0},
    ],
)
def test_absurd_policy_is_refused(policy):
    with pytest.raises(InvalidInput):
        Policy(**policy)


@pytest.mark.parametrize(
    "couples",
    [
        {"frozen": (US, Couple("g0", "m1"))},
        {"frozen": (US,), "vetoed": (US,)},
        {"frozen": (US,), "ended": (US,)},
        {"frozen": (Couple("g9", "m0"),)},
        {"declined": (Couple("g0", "m9"),)},
        {"declined": (Couple(0, "m0"),)},
    ],
)
def test_couples_that_contradict_or_are_unknown_are_refused(couples):
    with pytest.raises(InvalidInput):
        solve(Problem(fitting(2, 2), **couples))


@pytest.mark.parametrize(
    "tables",
    [
        {"job": np.zeros((2, 3), int)},
        {"job": np.full((2, 2), 1001)},
        {"field": np.full((1, 1), 0.5)},
        {"family": np.zeros(3, int)},
    ],
)
def test_tables_that_are_no_similarity_are_refused(tables):
    good = {"job": np.zeros((2, 2), int), "field": np.zeros((1, 1), int), "family": np.zeros(2, int)}
    Tables(**good)
    with pytest.raises(InvalidInput):
        Tables(**good | tables)
