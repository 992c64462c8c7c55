"""Scenarios: asked for, computed by a job, copied, deleted. Nothing here writes a proposal."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.matching.actions.runs import may_start, not_computed, not_starting
from mentoring.matching.engine.scenario import changed_policy
from mentoring.matching.loading import graduates_of
from mentoring.matching.policy import as_engine, policy_held
from mentoring.mentors.models import Mentor
from mentoring.scenarios.models import MatchingScenario, ScenarioState
from mentoring.scenarios.whatif import Computed, policy_changes
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.models import claim
from nqt.common.text import counted
from nqt.common.violations import store
from nqt.jobs.actions import job_cancel, job_start
from nqt.jobs.kinds import Outcome
from nqt.jobs.models import Job, JobState
from regions.territories.models import Region, department_codes_of

KIND = "mentoring.scenarios.compute"
COPIED = (
    "region",
    "weights",
    "load_second",
    "load_third",
    "half_distance_km",
    "remote_percent",
    "qpv_floor",
    "new_count",
    "new_occupation",
    "new_department",
    "new_study_field",
)
"""What a scenario changes, its mentors on leave aside."""
COPY = " (copie)"


def may_change(actor: Actor, scenario: MatchingScenario) -> Refusal | None:
    """Whoever may start a run there, while it is at rest."""
    busy = Conflict("Ce scénario est en cours de calcul : attendez la fin, ou arrêtez-le.")
    return not_starting(actor, scenario.region) or (busy if scenario.state == ScenarioState.RUNNING else None)


def may_compute(actor: Actor, scenario: MatchingScenario) -> Refusal | None:
    """The same, where its life cycle goes on from."""
    return may_change(actor, scenario) or step("start")(actor, scenario)


def may_copy(actor: Actor, scenario: MatchingScenario) -> Refusal | None:
    """Whoever may start a run there."""
    return not_starting(actor, scenario.region)


def may_cancel(actor: Actor, scenario: MatchingScenario) -> Refusal | None:
    """The same, while it is computed."""
    return may_copy(actor, scenario) or not_computed(scenario, ScenarioState.RUNNING)


def scenario_create(
    *, actor: Actor, name: str, region: Region | None = None, on_leave: Sequence[Mentor] = (), **changes: Any
) -> MatchingScenario:
    """A question, computed at once. `changes` are columns of the scenario; what is not given is as in force.

    Raises `Forbidden` beyond one's regions, `Invalid` when what is changed makes no sense.
    """
    guard(may_start, actor, region)
    with transaction.atomic():
        scenario = MatchingScenario(name=name, region=region, created_by=actor.user)
        return scenario_compute(actor=actor, target=_filled(scenario, on_leave, changes))


@act(may_change)
def scenario_update(
    *, actor: Actor, target: MatchingScenario, expected_version: int | None = None, **changes: Any
) -> MatchingScenario:
    """Other changes, computed at once; the figures of before go. Raises `Conflict` while it is computed."""
    region = changes.pop("region", target.region)
    guard(may_change, actor, target)
    guard(may_start, actor, region)
    with transaction.atomic():
        scenario = claim(target, expected_version, actor=actor, may=may_change)
        scenario.name, scenario.region = changes.pop("name", scenario.name), region
        scenario.figures, scenario.people = {}, {}
        on_leave = changes.pop("on_leave", list(scenario.on_leave.all()))
        return scenario_compute(actor=actor, target=_filled(scenario, on_leave, changes))


@act(may_compute)
def scenario_compute(
    *, actor: Actor, target: MatchingScenario, expected_version: int | None = None
) -> MatchingScenario:
    """Compute it, or once more with the people and the policy of now, by a job."""
    with transaction.atomic():
        scenario = claim(target, expected_version, actor=actor, may=may_compute)
        scenario.policy = policy_held(timezone.localdate())
        _check(scenario)
        scenario.job = job_start(
            actor=actor,
            kind=KIND,
            parameters={"scenario": scenario.pk},
            label=f"Scénario : {scenario}",
            key=f"scenario:{scenario.pk}",
            queue="matching",
        )
        move(scenario, "start", actor=actor)
        return scenario


@act(may_cancel)
def scenario_cancel(*, actor: Actor, target: MatchingScenario) -> MatchingScenario:
    """Stop it, whoever asked. Raises `Forbidden` where one may start none, `Conflict` when it is over."""
    guard(may_cancel, actor, target)
    job_cancel(actor=Actor.system(f"matching:{actor.hat_key}"), target=target.job)
    return target


@act(may_copy)
def scenario_copy(*, actor: Actor, target: MatchingScenario) -> MatchingScenario:
    """The same question, to be changed before it is computed."""
    guard(may_copy, actor, target)
    longest = MatchingScenario._meta.get_field("name").max_length
    with transaction.atomic():
        copy = MatchingScenario(
            name=f"{target.name[: longest - len(COPY)]}{COPY}",
            created_by=actor.user,
            **{name: getattr(target, name) for name in COPIED},
        )
        store(copy).on_leave.set(target.on_leave.all())
        return copy


@act(may_change)
def scenario_delete(*, actor: Actor, target: MatchingScenario, expected_version: int | None = None) -> None:
    """Gone, with its figures; whoever deletes was asked before. Raises `Conflict` while it is computed."""
    with transaction.atomic():
        claim(target, expected_version, actor=actor, may=may_change).delete()


def scenario_finish(*, actor: Actor, scenario: MatchingScenario, computed: Computed) -> Outcome:
    """Write what was found, in the caller's transaction; who is gone meanwhile is not written."""
    scenario = MatchingScenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    there = set(graduates_of(scenario.region, timezone.localdate()).values_list("pk", flat=True))
    scenario.figures = computed.figures
    scenario.people = {name: [row for row in rows if row[0] in there] for name, rows in computed.people.items()}
    scenario.input_hash, scenario.milliseconds = computed.fingerprint, computed.milliseconds
    move(scenario, "finish", actor=actor, at=timezone.now())
    after, before = (computed.figures[moment]["matched"] for moment in ("after", "before"))
    return Outcome({"facts": {"mis en relation": after, "sans changement": before}})


def scenario_settle(job: Job) -> None:
    """The job failed or was cancelled: so did its scenario. The caller owns the transaction."""
    running = MatchingScenario.objects.select_for_update(of=("self",)).filter(job=job, state=ScenarioState.RUNNING)
    scenario = running.first()
    if scenario is not None:
        step = "cancel" if job.state == JobState.CANCELLED else "fail"
        move(scenario, step, actor=Actor.system(f"jobs:{job.kind}"))


def _filled(scenario: MatchingScenario, on_leave: Sequence[Mentor], changes: dict[str, Any]) -> MatchingScenario:
    weights = changes.pop("weights", None)
    if weights is not None:
        kept = {**scenario.weights, **weights}
        scenario.weights = {name: weight for name, weight in kept.items() if weight is not None}
    for name, value in changes.items():
        setattr(scenario, name, value)
    if scenario.region is not None:
        codes = department_codes_of(scenario.region.code, timezone.localdate())
        for field, departments in (
            ("new_department", [scenario.new_department] if scenario.new_department else []),
            ("on_leave", [mentor.department for mentor in on_leave if mentor.department]),
        ):
            beyond = [department for department in departments if department.code not in codes]
            if beyond:
                raise Invalid(fields={field: f"{beyond[0]} n’est pas dans le périmètre du scénario."})
    store(scenario).on_leave.set(on_leave)
    return scenario


def _check(scenario: MatchingScenario) -> None:
    """What is changed goes with the policy in force."""
    known = as_engine(scenario.policy)
    changes = policy_changes(scenario, known)
    steps = changes.load_steps or known.load_steps
    if list(steps) != sorted(steps):
        said = (
            f"Un filleul de plus ne coûte pas moins que le précédent : {counted(steps[1], 'point')}, puis {steps[2]}."
        )
        raise Invalid(said, fields={"load_second" if steps[1] < steps[0] else "load_third": said})
    weights = {**known.weights, **(changes.weights or {})}
    if not any(weights.values()):
        raise Invalid("Un critère au moins doit compter.", fields={"weights": "Un critère au moins doit compter."})
    changed_policy(known, changes)
