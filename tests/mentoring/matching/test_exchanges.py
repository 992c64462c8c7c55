"""What an exchange costs is what the whole loses when it is imposed; a decline mended is the optimum again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentoring.matching.engine.certificate import value_of
from mentoring.matching.engine.exchanges import NOBODY, Improvable, Move, Standing, merged
from mentoring.matching.engine.flow import bonus_of
from mentoring.matching.engine.lists import scan
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.prices import Assignment
from mentoring.matching.engine.solver import optimum, solve
from mentoring.matching.engine.types import Couple, Problem
from tests.harness.factories.cohorts import changed, cohort, fitting
from tests.harness.factories.problems import problems


def standing_of(problem, made=None) -> Standing:
    feasible = scan(prepare(problem))
    pairs = optimum(feasible)[0] if made is None else made
    everybody = np.ones(len(feasible.ready.graduates), dtype=bool)
    return Standing(feasible, Assignment.of(feasible.ready, pairs), everybody)


def worth(standing: Standing) -> int:
    return value_of(standing.feasible.ready, standing.assignment)


def imposed(problem, ready, change) -> int:
    """The best value with the first move of a change imposed, by solving all over again."""
    couple = Couple(*ready.couple(change.moves[0].graduate, change.moves[0].after))
    fixed = replace(problem, frozen=(*problem.frozen, couple), vetoed=(), declined=())
    fixed = replace(fixed, vetoed=problem.vetoed, declined=problem.declined)
    return value_with(fixed)


def value_with(problem) -> int:
    """Matched and points of the optimum, frozen pairs counted."""
    result = solve(problem)
    return bonus_of(prepare(problem)) * result.matched + result.score - result.load_cost


@settings(max_examples=80, deadline=None)
@given(problems(graduates=14, mentors=9), st.data())
def test_cost_of_any_exchange_is_what_the_whole_loses_by_it(problem, data):
    problem = replace(problem, qpv_floor=0)
    standing = standing_of(problem)
    ready = standing.feasible.ready
    open_ones = np.flatnonzero(ready.is_open).tolist()
    assume(open_ones)
    graduate = data.draw(st.sampled_from(open_ones))
    best = value_with(problem)
    for change in standing.choices(graduate):
        after = standing.apply(change)
        assert worth(standing) - worth(after) == -change.worth(bonus_of(ready))
        assert best - imposed(problem, ready, change) == -change.worth(bonus_of(ready))
        assert (after.assignment.used(ready) <= ready.free).all()


@settings(max_examples=120, deadline=None)
@given(problems(graduates=16, mentors=9), st.data())
def test_mended_decline_is_the_optimum_without_the_pair(problem, data):
    problem = replace(problem, qpv_floor=0)
    made = [pair for pair in solve(problem).pairs if not pair.is_frozen]
    assume(made)
    said_no = data.draw(st.sampled_from(made))
    before = standing_of(problem)
    (graduate,), (mentor,) = before.feasible.ready.rows([said_no])
    after = replace(problem, declined=(*problem.declined, Couple(said_no.graduate, said_no.mentor)))
    left = before.assignment.mates.copy(), before.assignment.score.copy()
    left[0][graduate], left[1][graduate] = NOBODY, 0
    feasible = scan(prepare(after))
    standing = Standing(feasible, Assignment(*left), np.ones(len(left[0]), dtype=bool))
    change = standing.mend(int(graduate), int(mentor))
    mended = standing if change is None else standing.apply(change)
    assert worth(mended) == solve(after).certificate.value
    assert all(move.before == left[0][move.graduate] for move in (change.moves if change else ()))


@settings(max_examples=60, deadline=None)
@given(problems(graduates=14, mentors=9), st.data())
def test_who_may_not_move_does_not(problem, data):
    standing = standing_of(replace(problem, qpv_floor=0))
    size = len(standing.movable)
    assume(size)
    movable = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
    graduate = data.draw(st.integers(0, size - 1))
    for change in replace(standing, movable=movable).choices(graduate):
        assert all(movable[move.graduate] for move in change.moves[1:])


def test_last_place_is_given_up_by_the_graduate_who_loses_least():
    people = changed(fitting(3, 2), {"waiting": [300, 200, 100]}, {"capacity": [2, 0]})
    standing = standing_of(Problem(people))
    (change,) = standing.choices(2)
    assert change.moves == (Move(2, NOBODY, 0), Move(1, 0, NOBODY))
    assert (change.unmatched, change.points > 0) == (0, True)
    assert standing.best(2) is None


def test_free_place_costs_its_step():
    people = changed(fitting(1, 2), mentors={"job": [0, 1]})
    standing = standing_of(Problem(people))
    (change,) = standing.choices(0)
    assert change.moves == (Move(0, 0, 1),)
    assert change.points == standing.assignment.score[0] - standing.feasible.pairs().score.min()


def test_round_of_exchanges_that_betters_the_whole_is_said():
    people = changed(fitting(3, 3), {"job": [0, 1, 0]}, {"job": [0, 1, 1]})
    feasible = scan(prepare(Problem(people)))
    pairs = feasible.pairs()
    crossed = pairs.take(np.isin(pairs.graduate * 3 + pairs.mentor, [0 * 3 + 1, 1 * 3 + 0, 2 * 3 + 2]))
    standing = standing_of(Problem(people), crossed)
    with pytest.raises(Improvable):
        standing.choices(2)


def test_who_comes_back_has_not_moved():
    from mentoring.matching.engine.exchanges import Change  # noqa: PLC0415

    there, back = Change((Move(1, 5, 6),), 10, 0), Change((Move(1, 6, 5), Move(2, 4, 6)), -3, 0)
    assert merged([there, back]) == Change((Move(2, 4, 6),), 7, 0)
    assert merged([there, Change((Move(1, 6, 5),), -10, 0)]) is None
    assert merged([]) is None


def test_many_declines_one_after_the_other_stay_the_optimum():
    problem = Problem(cohort(60, 40))
    standing = standing_of(problem)
    for _ in range(8):
        ready = standing.feasible.ready
        graduate = int(standing.assignment.matched[3])
        mentor = int(standing.assignment.mates[graduate])
        problem = replace(problem, declined=(*problem.declined, Couple(*ready.couple(graduate, mentor))))
        mates, score = standing.assignment.mates.copy(), standing.assignment.score.copy()
        mates[graduate], score[graduate] = NOBODY, 0
        standing = Standing(scan(prepare(problem)), Assignment(mates, score), standing.movable)
        change = standing.mend(graduate, mentor)
        standing = standing if change is None else standing.apply(change)
        assert worth(standing) == solve(problem).certificate.value
