"""The long work of this room."""

from mentoring.graduates.models import Graduate
from mentoring.matching.actions.exchanging import pair_replace
from mentoring.matching.actions.runs import KIND as RUN
from mentoring.matching.actions.runs import compute, run_finish, run_settle
from mentoring.matching.models import MatchingRun
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.ending import REPLACE
from mentoring.proposals.models import MatchProposal
from nqt.jobs.kinds import Outcome, Write, job
from nqt.jobs.models import Job
from nqt.jobs.progress import Progress
from nqt.jobs.running import actor_of

STEPS = {
    "scoring": "Comparaison des profils",
    "solving": "Recherche de la meilleure répartition",
    "done": "Rédaction des explications",
    "explaining": "Rédaction des explications",
}


@job(RUN, label="Calcul des mises en relation", queue="matching", ended=run_settle)
def run(asked: Job, progress: Progress) -> Write:
    """The optimum of a scope, then its proposals."""
    progress(0, None, "Lecture des profils")
    target = MatchingRun.objects.select_related("region", "policy").get(pk=asked.parameters["run"])
    computed = compute(target, lambda step, done, total: progress(done, total or None, STEPS[step]))
    pairs = len(computed.result.pairs)
    progress(pairs, pairs or None, "Écriture des mises en relation")
    actor, page = actor_of(asked), {"public_id": target.public_id}
    return lambda: run_finish(actor=actor, run=target, computed=computed).read_at("matching-runs-detail", **page)


@job(REPLACE, label="Recherche de quelqu’un d’autre", queue="matching")
def replace(asked: Job, progress: Progress) -> Write:
    """After a refusal, a silence or the end of a pair: the next step, for staff to read."""
    keys = asked.parameters
    graduate, former = Graduate.objects.get(pk=keys["graduate"]), Mentor.objects.get(pk=keys["mentor"])
    follows = MatchProposal.objects.select_related("run").filter(pk=keys["proposal"]).first()
    progress(0, None, "Recherche de quelqu’un d’autre")
    return lambda: replacement_told(pair_replace(graduate=graduate, former=former, follows=follows))


def replacement_told(found: MatchProposal | None) -> Outcome:
    """What the job says."""
    if found is None:
        return Outcome({"facts": {}, "told": ["Personne d’autre n’est possible pour le moment."]})
    told = Outcome({"facts": {}, "told": ["Une mise en relation est à relire."]})
    return told.read_at("matches-detail", public_id=found.public_id)
