"""Every point is accounted for, in French, for whoever asks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine.explain import Explainer
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import FULL_SCORE, Couple, Criterion, Policy, Problem
from mentoring.matching.engine.words import Reader
from tests.harness.factories.cohorts import changed, cohort, fitting

US = Couple("g0", "m0")


def said(graduate=None, mentor=None, reader=Reader.STAFF) -> dict[str, tuple[int, str]]:
    problem = Problem(changed(fitting(), graduate, mentor))
    parts = Explainer(problem, solve(problem)).parts([US], reader)[0]
    return {part.criterion: (part.points, part.sentence) for part in parts}


@given(st.fixed_dictionaries({c: st.integers(0, 10**15) for c in Criterion}).filter(lambda w: any(w.values())))
def test_points_of_the_criteria_sum_to_the_full_score(weights):
    points = Policy(weights=weights).points()
    assert sum(points.values()) == FULL_SCORE
    assert min(points.values()) >= 0
    total = sum(weights.values())
    assert all(abs(points[c] * total - weights[c] * FULL_SCORE) < total for c in Criterion)


@pytest.mark.parametrize("reader", Reader)
def test_parts_of_each_pair_sum_to_its_score(reader):
    problem = Problem(cohort(150, 120))
    result = solve(problem)
    told = Explainer(problem, result).parts(result.pairs, reader)
    for pair, parts in zip(result.pairs, told, strict=True):
        assert [part.criterion for part in parts] == list(Criterion)
        assert sum(part.points for part in parts) == pair.score
        assert all(0 <= part.points <= part.out_of for part in parts)
        assert all(part.sentence.endswith(".") and "{" not in part.sentence for part in parts)


def test_pair_that_fulfils_everything_has_all_points():
    best = said({"languages": [7], "waiting": [900]}, {"languages": [7]})
    assert sum(points for points, _sentence in best.values()) == FULL_SCORE


def test_criterion_without_weight_brings_nothing_and_the_others_share_the_points():
    problem = Problem(fitting(), Policy(weights={Criterion.JOB: 3}))
    result = solve(problem)
    assert result.score == FULL_SCORE
    assert [part.out_of for part in Explainer(problem, result).parts([US])[0]] == [FULL_SCORE, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("graduate", "mentor", "criterion", "points", "sentence"),
    [
        ({"latitude": [np.nan]}, {}, "distance", 0, "la distance est inconnue et ne compte pas."),
        ({"longitude": [np.nan]}, {}, "distance", 0, "la distance est inconnue et ne compte pas."),
        ({}, {}, "distance", 2500, "Ils sont dans la même commune."),
        ({}, {"latitude": [49.03]}, "distance", 1249, "20\u00a0km entre leurs communes."),
        (
            {"remote": [True]},
            {"remote": [True], "region": ["84"]},
            "distance",
            600,
            "Suivi à distance, que les deux acceptent.",
        ),
        ({"job": [-1]}, {}, "job", 0, "Métier inconnu d’un côté\u00a0: il ne compte pas."),
        ({}, {"field": [-1]}, "field", 0, "Domaine d’études inconnu d’un côté\u00a0: il ne compte pas."),
        ({"languages": [3]}, {"languages": [3]}, "languages", 250, "2 langues en commun."),
        ({"wishes": [3]}, {"offers": [2]}, "wishes", 300, "Aides proposées parmi celles demandées\u00a0: 1 sur 2."),
        ({"waiting": [0]}, {}, "waiting", 0, "L’attente commence aujourd’hui."),
        ({"waiting": [1]}, {}, "waiting", 1, "Attend depuis un jour."),
    ],
)
def test_part_says_what_it_rests_on(graduate, mentor, criterion, points, sentence):
    told = said(graduate, mentor)[criterion]
    assert told[1].endswith(sentence)
    assert abs(told[0] - points) <= 5


def test_each_reader_is_addressed():
    told = [said({"waiting": [40]}, reader=reader) for reader in (Reader.STAFF, Reader.GRADUATE, Reader.MENTOR)]
    assert [parts["job"][1] for parts in told] == [
        "Le métier visé est celui que la personne exerce.",
        "Exerce le métier que vous visez.",
        "Le métier visé est le vôtre.",
    ]
    assert [parts["waiting"][1] for parts in told] == [
        "Attend depuis 40 jours.",
        "Vous attendez depuis 40 jours.",
        "Attend depuis 40 jours.",
    ]


def test_pair_not_made_names_who_has_the_places():
    people = changed(fitting(2, 1), {"waiting": [0, 300]})
    problem = Problem(people)
    answer = Explainer(problem, solve(problem)).why_not(US, name=lambda found: {"g1": "Awa"}[found])
    assert (answer.code, answer.holders) == ("places_taken", ("g1",))
    assert answer.sentence == (
        "Les places de cette personne sont prises par Awa (9\u202f338\u00a0points)\u00a0; "
        "ce binôme vaudrait 8\u202f600\u00a0points."
    )


def test_pair_made_frozen_elsewhere_or_no_better_is_said_so():
    problem = Problem(fitting(1, 2), frozen=(Couple("g0", "m1"),))
    answers = Explainer(problem, solve(problem))
    assert answers.why_not(Couple("g0", "m1")).code == "made"
    assert answers.why_not(US).code == "frozen"
    free = Problem(changed(fitting(1, 2), mentors={"job": [1, 0]}))
    assert Explainer(free, solve(free)).why_not(US).code == "better_apart"


def test_load_of_a_mentor_is_told_apart_from_the_pairs():
    problem = Problem(changed(fitting(2, 1), mentors={"capacity": [2]}))
    answers = Explainer(problem, solve(problem))
    load = answers.load("m0")
    assert (load.criterion, load.points) == ("load", -200)
    alone = Problem(fitting())
    assert Explainer(alone, solve(alone)).load("m0") is None
