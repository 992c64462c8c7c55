"""Drawn problems of the matching, for property tests."""

from hypothesis import strategies as st

from mentoring.matching.engine.types import Couple, Policy, Problem
from tests.harness.factories.cohorts import cohort


@st.composite
def problems(draw, graduates=5, mentors=4) -> Problem:
    """Small cohorts of one or two regions, with refusals, frozen pairs and a load that costs or not."""
    n, m = draw(st.integers(0, graduates)), draw(st.integers(0, mentors))
    people = cohort(n, m, draw(st.integers(0, 10_000)), regions=draw(st.integers(1, 2)))
    couples = [Couple(str(g), str(v)) for g in people.graduates.ids for v in people.mentors.ids]
    chosen = st.lists(st.sampled_from(couples), max_size=3, unique=True) if couples else st.just([])
    frozen = {couple.graduate: couple for couple in draw(chosen)}
    apart = [couple for couple in draw(chosen) if couple not in frozen.values()]
    steps = sorted(draw(st.lists(st.sampled_from([0, 150, 700, 4_000]), min_size=3, max_size=3)))
    weights = draw(
        st.fixed_dictionaries({c: st.integers(0, 9) for c in Policy().weights}).filter(lambda w: any(w.values()))
    )
    return Problem(
        people,
        Policy(weights=weights, load_steps=tuple(steps)),
        frozen=tuple(frozen.values()),
        declined=tuple(apart[:1]),
        ended=tuple(apart[1:2]),
        vetoed=tuple(apart[2:]),
        qpv_floor=draw(st.sampled_from([0, 0, 1, 2, n])),
    )
