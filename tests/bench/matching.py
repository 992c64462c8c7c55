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
SIZES = ((600, 500), (6_000, 5_000), (20_000, 16_667))
VAST = (60_000, 50_000)
"""Too vast for OR-Tools' whole graph here: certified, told with its memory."""
SECONDS, MEGABYTES = 180.0, 1_500.0
RATIOS = {6_000: (1.5, 2.0), 20_000: (0.8, None)}
"""Graduates → the most times OR-Tools' own solve: certified; then with explanations and alternatives for everybody."""
PEAK = {6_000: 400.0}
MIDDLE = 10_000
"""Graduates above whom scipy takes too long to be asked."""


def measure(folder: str = "", *, vast: bool = False) -> bool:
    """Each size in a process of its own; left out, with a sentence, without instances."""
    folder = folder or os.environ.get(FOLDER, "")
    if not folder or not (Path(folder) / "instances.py").exists():
        print(f"left out: matching needs a folder with instances.py (--instances FOLDER or {FOLDER})")
        return True
    good = [_tell(folder, *size) for size in SIZES]
    return all([*good, _tell_vast(folder, *VAST)] if vast else good)


def _asked(folder: str, graduates: int, mentors: int, *more: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.matching", folder, str(graduates), str(mentors), *more]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def _tell(folder: str, graduates: int, mentors: int) -> bool:
    facts = _asked(folder, graduates, mentors)
    label = f"matching {graduates:,} × {mentors:,}"
    ours = facts["value"], facts["matched"]
    theirs = facts["scipy_value"], facts["scipy_matched"]
    is_asked = graduates <= MIDDLE
    good = say(
        f"{label}, {facts['feasible']:,} feasible pairs",
        f"{facts['matched']:,} matched, {facts['score']:,}, gap {facts['gap']}",
        f"gap 0; scipy: {theirs[1]:,}, {theirs[0]:,} of {ours[0]:,} less load" if is_asked else "gap 0",
        facts["gap"] == 0 and (not is_asked or ours == theirs),
    )
    certified, explained = RATIOS.get(graduates, (None, None))
    ratio = facts["seconds"] / facts["raw"]
    good &= say(
        f"{label}, certified in {facts['seconds']:.2f} s ({facts['rounds']} flows), OR-Tools' own {facts['raw']:.2f} s",
        f"{ratio:.2f}×",
        f"≤ {certified}×" if certified else "told",
        certified is None or ratio <= certified,
    )
    ratio = (facts["seconds"] + facts["explaining"]) / facts["raw"]
    good &= say(
        f"{label}, with explanations and ten alternatives for everybody",
        f"{ratio:.2f}×",
        f"≤ {explained}×" if explained else "told",
        explained is None or ratio <= explained,
    )
    good &= say(
        f"{label}, peak ({facts['idle']:.0f} MB before; OR-Tools {facts['raw_peak']:.0f} MB)",
        f"{facts['peak']:.0f} MB",
        f"≤ {PEAK[graduates]:.0f} MB" if graduates in PEAK else "told",
        facts["peak"] <= PEAK.get(graduates, facts["peak"]),
    )
    return good & say(
        f"{label}, best pairs first",
        f"{facts['greedy_matched']:,} matched, {facts['greedy_score']:,}",
        "no better",
        facts["greedy_matched"] <= facts["matched"],
    )


def _tell_vast(folder: str, graduates: int, mentors: int) -> bool:
    facts = _asked(folder, graduates, mentors, "certified")
    return say(
        f"matching {graduates:,} × {mentors:,}, {facts['feasible']:,} feasible pairs, certified",
        f"{facts['matched']:,} matched, gap {facts['gap']}, {facts['seconds']:.0f} s, {facts['peak']:.0f} MB",
        f"< {SECONDS:.0f} s, < {MEGABYTES:.0f} MB",
        facts["gap"] == 0 and facts["seconds"] < SECONDS and facts["peak"] < MEGABYTES,
    )


def _certified(folder: str, graduates: int, mentors: int) -> dict[str, float]:
    from mentoring.matching.engine.solver import solve
    from tests.bench.cohorts import problem

    drawn = problem(Path(folder), graduates, mentors)
    began = time.process_time()
    result = solve(drawn)
    return {
        "matched": result.matched,
        "feasible": result.feasible,
        "gap": result.certificate.gap,
        "seconds": time.process_time() - began,
        "peak": _peak(),
    }


def _facts(folder: str, graduates: int, mentors: int) -> dict[str, float]:
    from mentoring.matching.engine.explain import Explainer, alternatives
    from mentoring.matching.engine.greedy import best_first
    from mentoring.matching.engine.solver import solution_of
    from mentoring.matching.engine.words import Reader
    from tests.bench.cohorts import problem
    from tests.harness.second_opinion import assignment_by_scipy, own_solve

    drawn = problem(Path(folder), graduates, mentors)
    idle, began = _peak(), time.process_time()
    solution = solution_of(drawn)
    seconds, peak, began = time.process_time() - began, _peak(), time.process_time()
    result = solution.result
    explainer = Explainer(drawn, result)
    for reader in (Reader.STAFF, Reader.MENTOR):
        explainer.parts(result.pairs, reader)
    alternatives(solution, result.pairs)
    explaining = time.process_time() - began
    ready, by_hand = solution.feasible.ready, best_first(solution.feasible)
    pairs = solution.feasible.pairs()
    scipy = assignment_by_scipy(ready, pairs) if graduates <= MIDDLE else (0, 0)
    return {
        "matched": result.matched,
        "score": result.score,
        "value": result.score - result.load_cost,
        "gap": result.certificate.gap,
        "rounds": result.certificate.rounds,
        "feasible": result.feasible,
        "seconds": seconds,
        "explaining": explaining,
        "peak": peak,
        "idle": idle,
        "greedy_matched": by_hand.matched,
        "greedy_score": by_hand.score,
        "scipy_matched": scipy[0],
        "scipy_value": scipy[1],
        "raw": own_solve(ready, pairs),
        "raw_peak": _peak(),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    asked = _certified if "certified" in sys.argv else _facts
    print(json.dumps(asked(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
