"""The long work of this room."""

from mentoring.proposals.actions.approving import KIND as APPROVE
from mentoring.proposals.actions.approving import approve_all
from nqt.jobs.kinds import Write, job
from nqt.jobs.models import Job
from nqt.jobs.progress import Progress
from nqt.jobs.running import actor_of


@job(APPROVE, label="Approbation de mises en relation")
def approve(asked: Job, progress: Progress) -> Write:
    """Each proposal of the selection that is still possible."""
    keys = asked.parameters["proposals"]
    progress(0, len(keys), "Relecture des places libres")
    told = lambda done, total: progress(done, total, "Envoi aux parrains")  # noqa: E731
    return lambda: approve_all(actor=actor_of(asked), keys=keys, told=told).read_at("matches-list")
