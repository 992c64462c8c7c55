"""The record of a run without the keys of its people: numbers that lead to nobody, in the same order.

What proves the optimum depends on the order of the keys alone, so that a certificate still holds.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from mentoring.matching.engine.types import Couple, Problem, Result
from mentoring.matching.models import RunRecord
from mentoring.matching.record import PAIRS, pack, pack_result, unpack, unpack_result

Names = dict[int, int]


def unlink(record: RunRecord, graduates: set[int], mentors: set[int]) -> bool:
    """Number the people of a record anew when one of these is among them; answers whether it was done."""
    problem = unpack(record.inputs)
    cohort = problem.cohort
    if not graduates & set(cohort.graduates.ids.tolist()) and not mentors & set(cohort.mentors.ids.tolist()):
        return False
    ours, theirs = _numbers(cohort.graduates.ids), _numbers(cohort.mentors.ids)
    record.inputs = pack(_problem(problem, ours, theirs))
    record.outcome = pack_result(_result(unpack_result(record.outcome), ours, theirs))
    record.save(update_fields=["inputs", "outcome"])
    return True


def _numbers(ids: Any) -> Names:
    """Below zero, where no key is; the order is kept."""
    return {key: rank - len(ids) for rank, key in enumerate(sorted(ids.tolist()))}


def _problem(problem: Problem, ours: Names, theirs: Names) -> Problem:
    cohort = replace(
        problem.cohort,
        graduates=replace(problem.cohort.graduates, ids=_renamed(problem.cohort.graduates.ids, ours)),
        mentors=replace(problem.cohort.mentors, ids=_renamed(problem.cohort.mentors.ids, theirs)),
    )
    couples = {
        name: tuple(Couple(ours[one.graduate], theirs[one.mentor]) for one in getattr(problem, name)) for name in PAIRS
    }
    return replace(problem, cohort=cohort, **couples)


def _result(result: Result, ours: Names, theirs: Names) -> Result:
    pairs = tuple(replace(pair, graduate=ours[pair.graduate], mentor=theirs[pair.mentor]) for pair in result.pairs)
    left = tuple(replace(one, graduate=ours[one.graduate]) for one in result.unmatched)
    return replace(result, pairs=pairs, unmatched=left)


def _renamed(ids: Any, names: Names) -> Any:
    return np.array([names[key] for key in ids.tolist()], dtype=np.int64)
