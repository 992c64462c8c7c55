"""Runs: asking for one, and what its job writes in one transaction when the optimum is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.engine.explain import Alternative, Explainer, alternatives
from mentoring.matching.engine.greedy import best_first
from mentoring.matching.engine.solver import Progress as Told
from mentoring.matching.engine.solver import solution_of
from mentoring.matching.engine.types import Part, Problem, Result
from mentoring.matching.engine.words import Reader
from mentoring.matching.loading import Loaded, graduates_of, load, within
from mentoring.matching.models import LeftOut, MatchingRun, RunRecord, RunState
from mentoring.matching.policy import as_engine, policy_held
from mentoring.matching.record import pack, pack_result
from mentoring.mentors.models import Mentor, MentorState
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.audit.transitions import move
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.turns import one_at_a_time
from nqt.jobs.actions import job_cancel, job_start
from nqt.jobs.kinds import Outcome
from nqt.jobs.models import Job, JobState
from regions.territories.models import Region

KIND = "mentoring.matching.run"
CHANGED = ("changed", "La situation a changé pendant le calcul : relancez-le pour en tenir compte.")
BATCH = 1_000
MOST_DAYS = 32_767


@dataclass(frozen=True)
class Computed:
    """What a run found, before anything is written; lists go with `result.pairs`."""

    problem: Problem
    result: Result
    staff: list[tuple[Part, ...]]
    mentor: list[tuple[Part, ...]]
    alternatives: list[tuple[Alternative, ...]]
    in_order: Result
    places: int
    fingerprint: str
    milliseconds: int


def may_start(actor: Actor, region: Region | None) -> Refusal | None:
    """National staff, and regional staff in the whole regions they look after: a run replaces what is unread there."""
    if actor.role == Role.STAFF_REGIONAL and region is None:
        return Invalid(fields={"region": "Choisissez une région dont vous vous occupez."})
    mine = actor.is_national or actor.is_system or (region is not None and region.code in actor.region_codes)
    return None if mine else Forbidden()


def may_cancel(actor: Actor, run: MatchingRun) -> Refusal | None:
    """Whoever may start it, while it is computed."""
    return not_starting(actor, run.region) or not_computed(run, RunState.RUNNING)


def not_starting(actor: Actor, region: Region | None) -> Refusal | None:
    """What exists already beyond one's regions is refused, whatever it says of its region."""
    return Forbidden() if may_start(actor, region) else None


def not_computed(computed: Any, running: str) -> Refusal | None:
    """A run, or what is computed as one: it is computed now, and nobody has asked it to stop."""
    if computed.job is None or computed.state != running:
        return Conflict("Ce calcul est fini.")
    return Conflict("L’arrêt est déjà demandé.") if computed.job.cancel_asked_at is not None else None


def run_start(*, actor: Actor, region: Region | None = None) -> MatchingRun:
    """Ask for a run over a region, or over all of them; a worker computes it.

    Raises `Forbidden` beyond one's regions, `Invalid` for regional staff without region, `Conflict` when one that
    overlaps is computed now.
    """
    guard(may_start, actor, region)
    with transaction.atomic():
        one_at_a_time("mentoring.matching.runs")  # a national run overlaps every other
        busy = MatchingRun.objects.filter(state=RunState.RUNNING)
        if region is not None:
            busy = busy.filter(Q(region=None) | Q(region=region))
        other = busy.select_related("region").first()
        if other is not None:
            raise Conflict(f"Un calcul est déjà en cours ({other}) : attendez sa fin, ou arrêtez-le.")
        run = MatchingRun.objects.create(region=region, policy=policy_held(timezone.localdate()), asked_by=actor.user)
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


@act(may_cancel)
def run_cancel(*, actor: Actor, target: MatchingRun) -> MatchingRun:
    """Stop it, whoever asked. Raises `Forbidden` where one may start none, `Conflict` when it is over."""
    guard(may_cancel, actor, target)
    job_cancel(actor=Actor.system(f"matching:{actor.hat_key}"), target=target.job)
    return target


def compute(run: MatchingRun, told: Told) -> Computed:
    """The optimum of the run's scope, explained; outside any transaction."""
    began = timezone.now()
    loaded: Loaded = load(run.region, as_engine(run.policy), timezone.localdate())
    problem = loaded.problem
    solution = solution_of(problem, progress=told)
    result = solution.result
    told("explaining", 0, len(result.pairs))
    explainer = Explainer(problem, result)
    return Computed(
        problem=problem,
        result=result,
        staff=explainer.parts(result.pairs, Reader.STAFF),
        mentor=explainer.parts(result.pairs, Reader.MENTOR),
        alternatives=alternatives(solution, result.pairs),
        in_order=best_first(solution.feasible),
        places=loaded.places,
        fingerprint=loaded.fingerprint,
        milliseconds=int((timezone.now() - began).total_seconds() * 1000),
    )


def run_finish(*, actor: Actor, run: MatchingRun, computed: Computed) -> Outcome:
    """Write what was found, in the caller's transaction, and put it in the place of what nobody had read yet.

    People are looked at again: a mentor paused, or a graduate who found somebody meanwhile, gets no proposal.
    """
    run = MatchingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _unread(run).exclude(is_pinned=True).delete()
    _unread(run).update(run=run)
    active = set(Mentor.objects.filter(state=MentorState.ACTIVE).unrestricted().values_list("pk", flat=True))
    waiting = set(graduates_of(run.region, timezone.localdate()).values_list("pk", flat=True))
    result = computed.result
    left = [(one.graduate, one.code, one.sentence) for one in result.unmatched if one.graduate in waiting]
    rows = []
    for pair, facts in zip(result.pairs, _facts_of(computed), strict=True):
        if pair.graduate in waiting and pair.mentor in active:
            couple = {"graduate_id": pair.graduate, "mentor_id": pair.mentor}
            rows.append(MatchProposal(run=run, score=pair.score, rank=pair.rank, **couple, **facts))
        elif pair.graduate in waiting:
            left.append((pair.graduate, *CHANGED))
    MatchProposal.objects.bulk_create(rows, batch_size=BATCH)
    LeftOut.objects.bulk_create(
        [LeftOut(run=run, graduate_id=graduate, code=code, sentence=said) for graduate, code, said in left],
        batch_size=BATCH,
    )
    RunRecord.objects.create(run=run, inputs=pack(computed.problem), outcome=pack_result(result))
    run.input_hash, run.milliseconds = computed.fingerprint, computed.milliseconds
    run.graduates, run.places = len(computed.problem.cohort.graduates), computed.places
    run.matched, run.matched_in_order = len(rows), computed.in_order.matched
    run.score, run.score_in_order = sum(row.score for row in rows), computed.in_order.score
    run.certificate = proof_of(result)
    move(run, "finish", actor=actor, at=timezone.now())
    facts = {"jeunes sans parrain": run.graduates, "mis en relation": len(rows), "sans solution": len(left)}
    return Outcome({"facts": facts})


def _facts_of(computed: Computed) -> Iterator[dict[str, Any]]:
    """What a proposal keeps beside its pair, for each pair of the result."""
    people = computed.problem.cohort.graduates
    waited = dict(zip(people.ids.tolist(), people.waiting.tolist(), strict=True))
    told = zip(computed.result.pairs, computed.staff, computed.mentor, computed.alternatives, strict=True)
    for pair, staff, mentor, others in told:
        yield {
            "parts": parts_of(staff, mentor),
            "waiting": min(waited[pair.graduate], MOST_DAYS),
            "alternatives": [{"mentor": one.mentor, "score": one.score, "lacks": one.lacks} for one in others],
        }


def proof_of(result: Result) -> dict[str, int]:
    """The certificate without its prices, which the record keeps."""
    proof = result.certificate
    if proof is None:
        return {}
    told = {"gap": proof.gap, "value": proof.value, "bound": proof.bound, "rounds": proof.rounds}
    return {**told, "feasible": result.feasible}


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
    unread = MatchProposal.objects.unread().filter(run__isnull=False)
    return unread if run.region is None else unread.filter(graduate__in=people)


def run_settle(job: Job) -> None:
    """The job failed or was cancelled: so did its run, and nothing was written. The caller owns the transaction."""
    run = MatchingRun.objects.select_for_update(of=("self",)).filter(job=job, state=RunState.RUNNING).first()
    if run is not None:
        step = "cancel" if job.state == JobState.CANCELLED else "fail"
        move(run, step, actor=Actor.system(f"jobs:{job.kind}"), at=timezone.now())
