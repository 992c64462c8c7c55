"""The matching engine against OR-Tools' own solve, scipy and the greedy hand, on drawn cohorts.

`python -m tests.bench.matching FOLDER 600 500` measures one size in a process of its own, whose peak memory is told.
Seconds are the processor's: everything runs on one thread, and the machine may be shared.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.base import say

FOLDER = "MATCHING_INSTANCES"
"""Environment variable: the folder of `instances.py`."""
SIZES = ((600, 500), (6_000, 5_000))


def measure(folder: str = "") -> bool:
    """Each size in a process of its own; left out, with a sentence, without instances."""
    folder = folder or os.environ.get(FOLDER, "")
    if not folder or not (Path(folder) / "instances.py").exists():
        print(f"left out: matching needs a folder with instances.py (--instances FOLDER or {FOLDER})")
        return True
    good = [_tell(folder, *size) for size in SIZES]
    return all(good)


def _tell(folder: str, graduates: int, mentors: int) -> bool:
    command = [sys.executable, "-m", "tests.bench.matching", folder, str(graduates), str(mentors)]
    facts = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    label = f"matching {graduates:,} × {mentors:,}"
    good = say(
        f"{label}, {facts['feasible']:,} feasible pairs",
        f"{facts['matched']:,} matched, {facts['score']:,}",
        f"scipy: {facts['scipy_matched']:,}, {facts['scipy_value']:,} of {facts['value']:,} less load",
        facts["value"] == facts["scipy_value"] and facts["matched"] == facts["scipy_matched"],
    )
    say(
        f"{label}, pipeline {facts['seconds']:.2f} s, OR-Tools' own solve {facts['raw']:.2f} s",
        f"{facts['seconds'] / facts['raw']:.2f}×",
        "told",
        True,
    )
    say(
        f"{label}, scoring {facts['scoring']:.2f} s, explained {facts['explaining']:.2f} s",
        f"peak {facts['peak']:.0f} MB",
        f"told ({facts['idle']:.0f} MB before)",
        True,
    )
    return good & say(
        f"{label}, best pairs first",
        f"{facts['greedy_matched']:,} matched, {facts['greedy_score']:,}",
        "no better",
        facts["greedy_matched"] <= facts["matched"],
    )


def _facts(folder: str, graduates: int, mentors: int) -> dict[str, float]:
    from mentoring.matching.engine.explain import Explainer
    from mentoring.matching.engine.greedy import greedy
    from mentoring.matching.engine.lists import scan
    from mentoring.matching.engine.prepare import prepare
    from mentoring.matching.engine.solver import solve
    from tests.bench.cohorts import problem
    from tests.harness.second_opinion import assignment_by_scipy, own_solve

    drawn = problem(Path(folder), graduates, mentors)
    idle = _peak()
    began = time.process_time()
    result = solve(drawn)
    seconds, peak = time.process_time() - began, _peak()
    began = time.process_time()
    Explainer(drawn, result).parts(result.pairs)
    explaining = time.process_time() - began
    ready = prepare(drawn)
    began = time.process_time()
    pairs = scan(ready).pairs()
    scoring = time.process_time() - began
    by_hand = greedy(drawn)
    scipy_matched, scipy_value = assignment_by_scipy(ready, pairs)
    return {
        "matched": result.matched,
        "score": result.score,
        "value": result.score - result.load_cost,
        "feasible": result.feasible,
        "seconds": seconds,
        "scoring": scoring,
        "explaining": explaining,
        "raw": own_solve(ready, pairs),
        "peak": peak,
        "idle": idle,
        "greedy_matched": by_hand.matched,
        "greedy_score": by_hand.score,
        "scipy_matched": scipy_matched,
        "scipy_value": scipy_value,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_facts(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
