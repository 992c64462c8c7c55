"""Each hard rule keeps a pair from existing, and says so to who is left and to who asks."""

import numpy as np
import pytest

from mentoring.matching.engine.explain import Explainer
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import Couple, Problem
from tests.harness.factories.cohorts import changed, cohort, fitting

US = Couple("g0", "m0")
FORBIDDEN = {
    "mentor_inactive": Problem(changed(fitting(), mentors={"active": [False]})),
    "mentor_unavailable": Problem(changed(fitting(), mentors={"available": [False]})),
    "mentor_full": Problem(changed(fitting(), mentors={"capacity": [0]})),
    "out_of_reach": Problem(changed(fitting(), mentors={"region": ["84"]})),
    "no_common_language": Problem(changed(fitting(), mentors={"languages": [2]})),
    "employer_excluded": Problem(changed(fitting(), {"excluded_employers": [[-1, 4]]}, {"employer": [4]})),
    "declined": Problem(fitting(), declined=(US,)),
    "ended": Problem(fitting(), ended=(US,)),
    "vetoed": Problem(fitting(), vetoed=(US,)),
}


def test_two_people_who_fit_are_a_pair():
    result = solve(Problem(fitting()))
    assert [(pair.graduate, pair.mentor) for pair in result.pairs] == [("g0", "m0")]
    assert not result.unmatched


@pytest.mark.parametrize("code", FORBIDDEN)
def test_pair_that_breaks_a_rule_does_not_exist_and_the_rule_is_said(code):
    result = solve(FORBIDDEN[code])
    assert not result.pairs
    assert [(left.graduate, left.code) for left in result.unmatched] == [("g0", code)]
    answer = Explainer(FORBIDDEN[code], result).why_not(US)
    assert answer.code == code
    assert answer.sentence.endswith(".")
    assert result.unmatched[0].sentence.endswith(".")


def test_left_graduate_is_told_the_rule_that_excludes_the_last_mentor():
    people = changed(fitting(1, 3), mentors={"active": [False, True, True], "languages": [1, 2, 1]})
    problem = Problem(people, vetoed=(Couple("g0", "m2"),))
    assert [left.code for left in solve(problem).unmatched] == ["vetoed"]


def test_employer_is_no_conflict_when_neither_side_names_one():
    assert solve(Problem(changed(fitting(), {"excluded_employers": [[-1]]}, {"employer": [-1]}))).matched == 1


FAR = {"latitude": [49.75]}
"""A hundred kilometres to the north of Paris."""


@pytest.mark.parametrize(
    ("graduate", "mentor", "matched", "words"),
    [
        ({}, FAR, 0, "101\u00a0km les séparent, pour un rayon de 50\u00a0km"),
        ({}, FAR | {"radius": [101.0]}, 1, ""),
        ({"remote": [True]}, FAR, 0, "n’accepte pas le suivi à distance"),
        ({"remote": [True]}, FAR | {"remote": [True]}, 1, ""),
        ({"remote": [True]}, {"remote": [True], "region": ["84"], "job": [3]}, 1, ""),
        ({"remote": [True]}, {"remote": [True], "region": ["84"], "job": [1]}, 0, "de la même famille"),
        ({"remote": [True], "job": [-1]}, {"remote": [True], "region": ["84"], "job": [-1]}, 0, "de la même famille"),
        ({"latitude": [np.nan]}, {}, 1, ""),
        ({"latitude": [np.nan]}, {"department": ["93"]}, 0, "La distance est inconnue"),
    ],
)
def test_reach_is_by_radius_in_the_region_or_by_family_at_a_distance(graduate, mentor, matched, words):
    problem = Problem(changed(fitting(), graduate, mentor))
    result = solve(problem)
    assert result.matched == matched
    if words:
        assert words in Explainer(problem, result).why_not(US).sentence


def test_graduates_whom_every_rule_excludes_are_all_listed():
    people = cohort(80, 60)
    nobody = changed(people, {"languages": np.full(80, 1 << 40)})
    result = solve(Problem(nobody))
    assert len(result.unmatched) == 80
    assert {left.code for left in result.unmatched} <= {"out_of_reach", "no_common_language"}
