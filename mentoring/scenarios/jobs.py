"""The long work of this room."""

from mentoring.matching.jobs import STEPS as STEPS_OF_RUNS
from mentoring.scenarios.actions import KIND as SCENARIO
from mentoring.scenarios.actions import scenario_finish, scenario_settle
from mentoring.scenarios.models import MatchingScenario
from mentoring.scenarios.whatif import CURVE, compute
from nqt.jobs.kinds import Write, job
from nqt.jobs.models import Job
from nqt.jobs.progress import Progress
from nqt.jobs.running import actor_of

STEPS = STEPS_OF_RUNS | {CURVE: "Coût de chaque plancher"}


@job(SCENARIO, label="Calcul d’un scénario", queue="matching", ended=scenario_settle)
def scenario(asked: Job, progress: Progress) -> Write:
    """With and without the changes, side by side; no proposal is written."""
    progress(0, None, "Lecture des profils")
    beside = ("region", "policy", "new_occupation", "new_department", "new_study_field")
    target = MatchingScenario.objects.select_related(*beside).get(pk=asked.parameters["scenario"])
    computed = compute(target, lambda step, done, total: progress(done, total or None, STEPS[step]))
    actor, page = actor_of(asked), {"public_id": target.public_id}
    return lambda: scenario_finish(actor=actor, scenario=target, computed=computed).read_at(
        "matching-scenarios-detail", **page
    )
