"""From the click to the proposals: 500 graduates and 400 mentors, a real worker, the page's own address."""

import random
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.matching.models import MatchingRun, RunState
from mentoring.mentors.models import Mentor
from mentoring.proposals.models import MatchProposal
from nqt.demo import processes
from regions.territories.models import Department
from tests.bench.base import NAME, say
from tests.harness.factories.mentoring import a_commune, a_graduate, a_mentor, an_occupation, as_staff
from tests.harness.factories.organizations import an_organization
from tests.harness.visitors import Visitors

GRADUATES, MENTORS = 500, 400
BOUND = 10.0
PATIENCE = 60.0


def measure() -> bool:
    """The second of two runs: a worker that has just started loads its libraries first."""
    draw()
    facts = settings.DATABASES["default"]
    where = f"{facts['HOST']}:{facts['PORT']}/{NAME}"
    url = f"postgres://{quote(facts['USER'])}:{quote(facts['PASSWORD'] or '')}@{where}"
    beside = settings.REDIS_URL.rpartition("/")[0] + "/15"
    with redis.Redis.from_url(beside) as client:
        client.flushdb()
    settings.CELERY_BROKER_URL = beside
    from nqt.celery import app  # noqa: PLC0415 (after Django)

    app.conf.broker_url = beside
    environment = {"DATABASE_URL": url, "REDIS_URL": beside, "DJANGO_SETTINGS_MODULE": "nqt.settings.demo"}
    with tempfile.TemporaryDirectory() as folder:
        with processes.Processes(environment=environment, log_folder=Path(folder)) as children:
            children.start("worker", processes.worker())
            visitor = Visitors()(user=as_staff().user)
            took = [_click(visitor) for _ in range(2)][-1]
    run = MatchingRun.objects.latest("pk")
    written = MatchProposal.objects.filter(run=run).count()
    return say(
        f"{GRADUATES} × {MENTORS} on the worker, from click to proposals",
        f"{took:.2f} s, {written} written",
        f"≤ {BOUND:.0f} s ({run.milliseconds} ms computing)",
        took <= BOUND and written == run.matched > 0,
    )


def draw() -> None:
    """People in thirty communes of four departments."""
    dice = random.Random(7)  # noqa: S311 (the same cohort each time)
    west = [Department.objects.get(code=code) for code in ("16", "17", "79", "86")]
    towns = [a_commune(dice.choice(west), at=(46 + dice.random(), -1 + dice.random())) for _ in range(30)]
    jobs = [an_occupation(f"{letter}{n}0{n}", f"Métier {letter}{n}") for letter in "KMH" for n in range(1, 6)]
    Graduate.objects.filter(state=GraduateState.POOL).update(state=GraduateState.WITHDRAWN)
    Mentor.objects.update(state="left")
    employer = an_organization("Habitat de la mesure")
    for _ in range(GRADUATES):
        a_graduate(commune=dice.choice(towns), target_job=dice.choice(jobs), accepts_remote=dice.random() < 0.4)
    for _ in range(MENTORS):
        a_mentor(
            commune=dice.choice(towns),
            occupation=dice.choice(jobs),
            capacity=dice.choice([1, 1, 2]),
            radius_km=dice.choice([10, 20, 40]),
            employer=employer,
        )


def _click(visitor) -> float:
    began = time.perf_counter()
    answer = visitor.post("/staff/matching-runs/new/", {})
    assert answer.status_code == 303, answer.content.decode()[:500]
    run = MatchingRun.objects.latest("pk")
    while MatchingRun.objects.filter(pk=run.pk, state=RunState.RUNNING).exists():
        assert time.perf_counter() - began < PATIENCE, "the worker does not answer"
        time.sleep(0.02)
    return time.perf_counter() - began
