"""The long work of this room."""

from mentoring.graduates.models import Graduate
from mentoring.matching.actions.approving import KIND as APPROVE
from mentoring.matching.actions.approving import approve_all
from mentoring.matching.actions.exchanging import pair_replace, replacement_told
from mentoring.matching.actions.offering import REPLACE
from mentoring.matching.actions.runs import KIND as RUN
from mentoring.matching.actions.runs import compute, run_finish, run_settle
from mentoring.matching.actions.scenarios import KIND as SCENARIO
from mentoring.matching.actions.scenarios import scenario_finish, scenario_settle
from mentoring.matching.models import MatchingRun, MatchProposal
from mentoring.matching.scenarios import MatchingScenario
from mentoring.matching.whatif import CURVE
from mentoring.matching.whatif import compute as compute_scenario
from mentoring.mentors.models import Mentor
from nqt.jobs.kinds import Write, job
from nqt.jobs.models import Job
from nqt.jobs.progress import Progress
from nqt.jobs.running import actor_of

STEPS = {
    "scoring": "Comparaison des profils",
    "solving": "Recherche de la meilleure répartition",
    "done": "Rédaction des explications",
    "explaining": "Rédaction des explications",
    CURVE: "Coût de chaque plancher",
}


@job(RUN, label="Calcul des mises en relation", queue="matching", ended=run_settle)
def run(asked: Job, progress: Progress) -> Write:
    """The optimum of a scope, then its proposals."""
    progress(0, None, "Lecture des profils")
    target = MatchingRun.objects.select_related("region", "policy").get(pk=asked.parameters["run"])
    computed = compute(target, lambda step, done, total: progress(done, total or None, STEPS[step]))
    pairs = len(computed.result.pairs)
    progress(pairs, pairs or None, "Écriture des mises en relation")
    return lambda: run_finish(actor=actor_of(asked), run=target, computed=computed)


@job(SCENARIO, label="Calcul d’un scénario", queue="matching", ended=scenario_settle)
def scenario(asked: Job, progress: Progress) -> Write:
    """With and without the changes, side by side; no proposal is written."""
    progress(0, None, "Lecture des profils")
    beside = ("region", "policy", "new_occupation", "new_department", "new_study_field")
    target = MatchingScenario.objects.select_related(*beside).get(pk=asked.parameters["scenario"])
    computed = compute_scenario(target, lambda step, done, total: progress(done, total or None, STEPS[step]))
    return lambda: scenario_finish(actor=actor_of(asked), scenario=target, computed=computed)


@job(APPROVE, label="Approbation de mises en relation")
def approve(asked: Job, progress: Progress) -> Write:
    """Each proposal of the selection that is still possible."""
    keys = asked.parameters["proposals"]
    progress(0, len(keys), "Relecture des places libres")
    return lambda: approve_all(
        actor=actor_of(asked), keys=keys, told=lambda done, total: progress(done, total, "Envoi aux parrains")
    )


@job(REPLACE, label="Recherche de quelqu’un d’autre", queue="matching")
def replace(asked: Job, progress: Progress) -> Write:
    """After a refusal, a silence or the end of a pair: the next step, for staff to read."""
    keys = asked.parameters
    graduate, former = Graduate.objects.get(pk=keys["graduate"]), Mentor.objects.get(pk=keys["mentor"])
    follows = MatchProposal.objects.select_related("run").filter(pk=keys["proposal"]).first()
    progress(0, None, "Recherche de quelqu’un d’autre")
    return lambda: replacement_told(pair_replace(graduate=graduate, former=former, follows=follows))
