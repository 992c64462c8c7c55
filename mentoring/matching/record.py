"""Problems and results as bytes: what a run keeps so that anybody can check it later, or ask it what else was possible.

NumPy's own archive, compressed, without pickled objects: about 30 bytes a person.
"""

import io
import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from mentoring.matching.engine.types import (
    Certificate,
    Cohort,
    Couple,
    Criterion,
    Graduates,
    Mentors,
    Pair,
    Policy,
    Problem,
    Result,
    Tables,
    Unmatched,
)

PAIRS = ("frozen", "declined", "ended", "vetoed")


def pack(problem: Problem) -> bytes:
    """A problem; ids are whole numbers."""
    cohort = problem.cohort
    parts: dict[str, Any] = {"graduates": cohort.graduates, "mentors": cohort.mentors, "tables": cohort.tables}
    arrays = {
        f"{name}.{column.name}": getattr(part, column.name) for name, part in parts.items() for column in fields(part)
    }
    for name in PAIRS:
        arrays[name] = _numbers([(one.graduate, one.mentor) for one in getattr(problem, name)], 2)
    rest = {"policy": asdict(problem.policy), "qpv_floor": problem.qpv_floor}
    return _archive(arrays, rest)


def unpack(content: bytes) -> Problem:
    """The problem, equal to what was packed."""
    arrays, rest = _opened(content)

    def columns(kind: type, name: str) -> Any:
        return kind(**{column.name: arrays[f"{name}.{column.name}"] for column in fields(kind)})

    policy = rest["policy"]
    weights = {Criterion(name): weight for name, weight in policy.pop("weights").items()}
    kept = [name for name in PAIRS if name in arrays]  # an older archive counts pairs that ended among the declined
    couples = {name: tuple(Couple(g, m) for g, m in arrays[name].tolist()) for name in kept}
    return Problem(
        Cohort(columns(Graduates, "graduates"), columns(Mentors, "mentors"), columns(Tables, "tables")),
        Policy(**policy | {"weights": weights, "load_steps": tuple(policy["load_steps"])}),
        qpv_floor=rest["qpv_floor"],
        **couples,
    )


def pack_result(result: Result) -> bytes:
    """A result of whole-number ids, certificate included."""
    proof = result.certificate
    rows = [(pair.graduate, pair.mentor, pair.score, pair.is_frozen, pair.rank) for pair in result.pairs]
    arrays = {"pairs": _numbers(rows, len(fields(Pair)))}
    rest: dict[str, Any] = {
        "unmatched": [[left.graduate, left.code, left.sentence] for left in result.unmatched],
        "totals": [result.score, result.load_cost, result.feasible],
    }
    if proof is not None:
        arrays |= {"graduates": _numbers(proof.graduates), "mentors": _numbers(proof.mentors)}
        rest["proof"] = [proof.bonus, proof.floor, proof.value, proof.bound, proof.rounds]
    return _archive(arrays, rest)


def unpack_result(content: bytes) -> Result:
    """The result, equal to what was packed."""
    arrays, rest = _opened(content)
    pairs = (
        Pair(g, m, score, is_frozen=bool(frozen), rank=rank) for g, m, score, frozen, rank in arrays["pairs"].tolist()
    )
    score, load_cost, feasible = rest["totals"]
    proof = None
    if "proof" in rest:
        bonus, floor, value, bound, rounds = rest["proof"]
        prices = (tuple(arrays[side].tolist()) for side in ("graduates", "mentors"))
        proof = Certificate(bonus, *prices, floor=floor, value=value, bound=bound, rounds=rounds)
    left = tuple(Unmatched(*one) for one in rest["unmatched"])
    return Result(tuple(pairs), left, score, load_cost, feasible, proof)


def _numbers(rows: Any, width: int = 0) -> Any:
    found = np.array(list(rows), dtype=np.int64)
    return found.reshape(len(found), width) if width else found


def _archive(arrays: dict[str, Any], rest: dict[str, Any]) -> bytes:
    into = io.BytesIO()
    told = np.frombuffer(json.dumps(rest).encode(), dtype=np.uint8)
    np.savez_compressed(into, rest=told, **arrays)
    return into.getvalue()


def _opened(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    with np.load(io.BytesIO(bytes(content)), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return arrays, json.loads(arrays.pop("rest").tobytes())
