"""Runs: asking for one, and what its job writes in one transaction when the optimum is known."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.engine.explain import Explainer
from mentoring.matching.engine.greedy import greedy
from mentoring.matching.engine.solver import Progress as Told
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import Pair, Part, Unmatched
from mentoring.matching.engine.words import Reader
from mentoring.matching.loading import Loaded, graduates_of, load, within
from mentoring.matching.models import LeftOut, MatchingRun, MatchProposal, ProposalState, RunState
from mentoring.matching.policy import as_engine, policy_in_force
from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.audit.transitions import move
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.jobs.actions import job_cancel, job_start
from nqt.jobs.kinds import Outcome
from nqt.jobs.models import Job, JobState
from regions.territories.models import Region

KIND = "mentoring.matching.run"
CHANGED = ("changed", "La situation a changé pendant le calcul : relancez-le pour en tenir compte.")
BATCH = 1_000


@dataclass(frozen=True)
class Computed:
    """What a run found, before anything is written."""

    pairs: tuple[Pair, ...]
    staff: list[tuple[Part, ...]]
    mentor: list[tuple[Part, ...]]
    unmatched: tuple[Unmatched, ...]
    matched_in_order: int
    graduates: int
    places: int
    fingerprint: str
    milliseconds: int


def run_start(*, actor: Actor, region: Region | None = None) -> MatchingRun:
    """Ask for a run over a region, or over all of them; a worker computes it.

    Raises `Forbidden` beyond one's regions, `Invalid` for regional staff without region, `Conflict` when one that
    overlaps is computed now.
    """
    if actor.role == Role.STAFF_REGIONAL and region is None:
        raise Invalid(fields={"region": "Choisissez une région dont vous vous occupez."})
    if not may_start(actor, region):
        raise Forbidden
    with transaction.atomic():
        with connection.cursor() as cursor:  # one decides at a time: a national run overlaps every other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('mentoring.matching.runs', 0))")
        busy = MatchingRun.objects.filter(state=RunState.RUNNING)
        if region is not None:
            busy = busy.filter(Q(region=None) | Q(region=region))
        other = busy.select_related("region").first()
        if other is not None:
            raise Conflict(f"Un calcul est déjà en cours ({other}) : attendez sa fin, ou arrêtez-le.")
        run = MatchingRun.objects.create(
            region=region, policy=policy_in_force(timezone.localdate()), asked_by=actor.user
        )
        run.job = job_start(
            actor=actor,
            kind=KIND,
            parameters={"run": run.pk},
            label=f"Mises en relation : {run}",
            key=f"matching:{run.pk}",
            queue="matching",
        )
        run.save()
        return run


def may_start(actor: Actor, region: Region | None) -> bool:
    """National staff, and regional staff in the whole regions they look after: a run replaces what is unread there."""
    return actor.is_national or actor.is_system or (region is not None and region.code in actor.region_codes)


def run_cancel(*, actor: Actor, target: MatchingRun) -> MatchingRun:
    """Stop it, whoever asked. Raises `Forbidden` where one may start none, `Conflict` when it is over."""
    if not may_start(actor, target.region):
        raise Forbidden
    if target.job is None or target.state != RunState.RUNNING:
        raise Conflict("Ce calcul est fini.")
    job_cancel(actor=Actor.system(f"matching:{actor.hat_key}"), target=target.job)
    return target


def compute(run: MatchingRun, told: Told) -> Computed:
    """The optimum of the run's scope, explained; outside any transaction."""
    began = timezone.now()
    loaded: Loaded = load(run.region, as_engine(run.policy), timezone.localdate())
    problem = loaded.problem
    result = solve(problem, progress=told)
    told("explaining", 0, len(result.pairs))
    explainer = Explainer(problem, result)
    return Computed(
        pairs=result.pairs,
        staff=explainer.parts(result.pairs, Reader.STAFF),
        mentor=explainer.parts(result.pairs, Reader.MENTOR),
        unmatched=result.unmatched,
        matched_in_order=greedy(problem).matched,
        graduates=len(problem.cohort.graduates),
        places=loaded.places,
        fingerprint=loaded.fingerprint,
        milliseconds=int((timezone.now() - began).total_seconds() * 1000),
    )


def run_finish(*, actor: Actor, run: MatchingRun, computed: Computed) -> Outcome:
    """Write what was found, in the caller's transaction, and put it in the place of what nobody had read yet.

    People are looked at again: a mentor paused, or a graduate who found somebody meanwhile, gets no proposal.
    """
    run = MatchingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _unread(run).delete()
    active = set(Mentor.objects.filter(state=MentorState.ACTIVE).values_list("pk", flat=True))
    waiting = set(graduates_of(run.region, timezone.localdate()).values_list("pk", flat=True))
    rows, left = [], [(one.graduate, one.code, one.sentence) for one in computed.unmatched if one.graduate in waiting]
    for pair, staff, mentor in zip(computed.pairs, computed.staff, computed.mentor, strict=True):
        if pair.graduate in waiting and pair.mentor in active:
            parts = parts_of(staff, mentor)
            rows.append(
                MatchProposal(run=run, graduate_id=pair.graduate, mentor_id=pair.mentor, score=pair.score, parts=parts)
            )
        elif pair.graduate in waiting:
            left.append((pair.graduate, *CHANGED))
    MatchProposal.objects.bulk_create(rows, batch_size=BATCH)
    LeftOut.objects.bulk_create(
        [LeftOut(run=run, graduate_id=graduate, code=code, sentence=said) for graduate, code, said in left],
        batch_size=BATCH,
    )
    run.input_hash, run.milliseconds = computed.fingerprint, computed.milliseconds
    run.graduates, run.places = computed.graduates, computed.places
    run.matched, run.matched_in_order = len(rows), computed.matched_in_order
    run.score = sum(row.score for row in rows)
    move(run, "finish", actor=actor, at=timezone.now())
    facts = {"jeunes sans parrain": computed.graduates, "mis en relation": len(rows), "sans solution": len(left)}
    path = reverse("pages:staff:matching-runs-detail", kwargs={"public_id": run.public_id})
    return Outcome({"facts": facts}, path=path)


def parts_of(staff: tuple[Part, ...], mentor: tuple[Part, ...]) -> list[dict[str, object]]:
    """The parts as a proposal keeps them: two sentences each."""
    return [
        {
            "criterion": str(ours.criterion),
            "points": ours.points,
            "out_of": ours.out_of,
            "staff": ours.sentence,
            "mentor": theirs.sentence,
        }
        for ours, theirs in zip(staff, mentor, strict=True)
    ]


def _unread(run: MatchingRun) -> QuerySet[MatchProposal]:
    """Proposals of earlier runs over the same people that nobody has answered: the new run replaces them."""
    people = within(Graduate.objects.all(), run.region, timezone.localdate())
    unread = MatchProposal.objects.filter(state=ProposalState.PROPOSED, run__isnull=False)
    return unread if run.region is None else unread.filter(graduate__in=people)


def run_settle(job: Job) -> None:
    """The job failed or was cancelled: so did its run, and nothing was written. The caller owns the transaction."""
    run = MatchingRun.objects.select_for_update(of=("self",)).filter(job=job, state=RunState.RUNNING).first()
    if run is not None:
        step = "cancel" if job.state == JobState.CANCELLED else "fail"
        move(run, step, actor=Actor.system(f"jobs:{job.kind}"), at=timezone.now())
