"""Runs of the matching on bad days: a real worker, killed or asked to stop, on a cohort of hundreds."""

import time
from collections.abc import Iterator

import pytest

from tests.harness.ground import Ground

GRADUATES, MENTORS = 900, 720
RESUMED = 60.0
"""A lease of 4 s here (60 in production), a sweep of 2, and a worker that starts on a busy machine."""
MOMENTS = [step * 0.06 for step in range(10)]
"""Seconds between the lease and the kill: the whole of a run, the sooner the surer that one is under way."""
DRAW = f"""
import random
from mentoring.proposals.models import MatchProposal
from tests.harness.factories.mentoring import a_commune, a_graduate, a_mentor, an_occupation
from tests.harness.factories.organizations import an_organization
from tests.harness.factories.regions import the_west
dice, west = random.Random(7), the_west()
towns = [a_commune(west[d], at=(46 + dice.random(), -1 + dice.random())) for d in ("16", "17", "79", "86") * 5]
jobs = [an_occupation(f"{{letter}}{{n}}0{{n}}", f"Métier {{letter}}{{n}}") for letter in "KMH" for n in range(1, 6)]
employer = an_organization()
for _ in range({GRADUATES}):
    a_graduate(commune=dice.choice(towns), target_job=dice.choice(jobs), accepts_remote=dice.random() < 0.4)
for _ in range({MENTORS}):
    facts = dict(occupation=dice.choice(jobs), capacity=dice.choice([1, 1, 2]), radius_km=dice.choice([10, 20, 40]))
    a_mentor(commune=dice.choice(towns), employer=employer, **facts)
"""
START = """
from mentoring.matching.actions import run_start
from nqt.accounts.actor import Actor
print(run_start(actor=Actor.system("faults")).job_id)
"""


def shell(ground: Ground, command: str) -> str:
    return ground.stack.manage("shell", "--no-imports", "--command", command).strip()


@pytest.fixture(scope="module")
def cohort(shared_ground: Ground) -> Iterator[None]:
    """Drawn once; the runs change nobody."""
    shell(shared_ground, DRAW)
    yield


def start(ground: Ground) -> int:
    return int(shell(ground, START).splitlines()[-1])


def state_of(ground: Ground, job: int) -> str:
    return str(ground.stack.sql("SELECT state FROM jobs_job WHERE id = %s", job)[0][0])


def attempts_of(ground: Ground, job: int) -> int:
    return int(str(ground.stack.sql("SELECT attempts FROM jobs_job WHERE id = %s", job)[0][0]))


def pairs(ground: Ground) -> list[tuple[object, ...]]:
    asked = "SELECT graduate_id, mentor_id, score FROM mentoring_matchproposal ORDER BY graduate_id, mentor_id"
    return ground.stack.sql(asked)


def wait_until_taken(ground: Ground, job: int) -> None:
    """Seen within hundredths of a second: a run lasts tenths."""
    until = time.monotonic() + RESUMED
    while not attempts_of(ground, job):
        assert time.monotonic() < until, "no worker takes the run"
        time.sleep(0.005)


def wait_for(ground: Ground, job: int, state: str, seconds: float = RESUMED) -> None:
    until = time.monotonic() + seconds
    while state_of(ground, job) != state:
        assert time.monotonic() < until, f"the job is {state_of(ground, job)}, not {state}"
        time.sleep(0.02)


def test_run_whose_worker_is_killed_at_ten_moments_is_done_once_and_the_same(ground: Ground, cohort: None):
    job = start(ground)
    wait_for(ground, job, "done")
    undisturbed = pairs(ground)
    assert len(undisturbed) > GRADUATES / 2
    hurt = 0
    for moment in MOMENTS:
        ground.stack.processes.stop("worker")
        job = start(ground)
        ground.stack.start_worker()
        wait_until_taken(ground, job)
        time.sleep(moment)
        ground.stack.processes.kill("worker")
        hurt += state_of(ground, job) == "running"
        ground.stack.start_worker()
        wait_for(ground, job, "done")
        assert pairs(ground) == undisturbed, f"killed after {moment:.2f} s"
        state = ground.stack.sql("SELECT state, matched FROM mentoring_matchingrun WHERE job_id = %s", job)
        assert state == [("done", len(undisturbed))]
    assert hurt >= 3, "hardly any run was under way when its worker was killed: this test proves little"


def test_run_cancelled_at_half_leaves_the_state_of_before(ground: Ground, cohort: None):
    job = start(ground)
    wait_for(ground, job, "done")
    before = ground.stack.sql("SELECT id, state, run_id FROM mentoring_matchproposal ORDER BY id")
    ground.stack.processes.stop("worker")
    job = start(ground)
    ground.stack.start_worker()
    wait_until_taken(ground, job)
    asked = "UPDATE jobs_job SET cancel_asked_at = now() WHERE id = %s AND state = 'running' RETURNING id"
    assert ground.stack.sql(asked, job), "it was over before anybody could ask: this test proves nothing"
    wait_for(ground, job, "cancelled")
    assert ground.stack.sql("SELECT id, state, run_id FROM mentoring_matchproposal ORDER BY id") == before
    assert ground.stack.sql("SELECT state FROM mentoring_matchingrun WHERE job_id = %s", job) == [("cancelled",)]


def test_waiting_run_outlives_an_emptied_broker(ground: Ground, cohort: None):
    ground.stack.processes.stop("beat")
    ground.stack.processes.stop("worker")
    job = start(ground)
    time.sleep(1)
    ground.empty_redis()
    ground.stack.start_worker()
    ground.stack.start_beat()
    wait_for(ground, job, "done")
    assert attempts_of(ground, job) == 1
