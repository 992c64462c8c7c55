"""Runs: one at a time over the same people, all or nothing, and nothing for whom the world has changed."""

import datetime

import pytest
from django.utils import timezone

from mentoring.graduates.models import Consent
from mentoring.matching import actions
from mentoring.matching.actions import runs
from mentoring.matching.actions.weighing import told_of
from mentoring.matching.loading import graduates_of, load
from mentoring.matching.models import LeftOut, MatchingPolicy, MatchingRun, RunState
from mentoring.matching.policy import as_engine, policy_in_force
from mentoring.mentors.models import Mentor, MentorState
from mentoring.proposals.actions import proposal_approve
from mentoring.proposals.models import MatchProposal, ProposalState, Veto
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.jobs.actions import job_cancel
from nqt.jobs.models import Job, JobState
from nqt.jobs.running import perform
from regions.territories.models import RegionDepartment
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import (
    a_commune,
    a_graduate,
    a_mentor,
    a_mentorship,
    a_proposal,
    a_run,
)
from tests.harness.factories.organizations import MACHINE, an_organization
from tests.harness.factories.regions import assign


def here(west, **facts):
    return a_graduate(department=west["17"], **facts)


def done(actor, region=None) -> MatchingRun:
    run = actions.run_start(actor=actor, region=region)
    perform(run.job_id)
    run = MatchingRun.objects.get(pk=run.pk)
    assert run.state == RunState.DONE, Job.objects.get(pk=run.job_id).error
    return run


def test_run_proposes_the_best_pairs_with_their_reasons(west, national):
    young, mentor = here(west), a_mentor(department=west["17"])
    run = done(national)
    proposal = MatchProposal.objects.get()
    assert (proposal.run, proposal.graduate, proposal.mentor, proposal.state) == (run, young, mentor, "proposed")
    assert sum(part["points"] for part in proposal.parts) == proposal.score
    assert {part["staff"] for part in proposal.parts} & {"Le métier visé est celui que la personne exerce."}
    assert {part["mentor"] for part in proposal.parts} & {"Le métier visé est le vôtre."}
    assert (run.graduates, run.places, run.matched, len(run.input_hash)) == (1, 1, 1, 64)


def test_who_is_left_out_reads_the_rule(west, national):
    far = a_commune(west["33"], at=(44.84, -0.58))
    lonely = a_graduate(commune=far, accepts_remote=False)
    a_mentor(department=west["17"])
    run = done(national)
    left = LeftOut.objects.get()
    assert (left.run, left.graduate, left.code) == (run, lonely, "out_of_reach")
    assert "à portée" in left.sentence


def test_regional_run_looks_at_its_region_alone(west, national):
    RegionDepartment.objects.filter(department=west["33"]).delete()
    near, _far = here(west), a_graduate(department=west["33"])
    a_mentor(department=west["17"], capacity=3)
    run = done(national, west["75"])
    assert (run.graduates, run.proposals.get().graduate) == (1, near)


@pytest.mark.parametrize(
    "kept",
    [
        lambda young, mentor: a_mentorship(graduate=young, mentor=mentor),
        lambda young, mentor: a_proposal(ProposalState.OFFERED, graduate=young, mentor=mentor),
        lambda young, mentor: a_proposal(ProposalState.PROPOSED, graduate=young, mentor=mentor),
    ],
    ids=["accompanied", "offered", "paired by hand"],
)
def test_who_has_somebody_is_left_in_peace_and_keeps_a_place(west, kept):
    young, mentor = here(west), a_mentor(department=west["17"], capacity=2)
    kept(young, mentor)
    other = here(west)
    problem = load(None, as_engine(policy_in_force(timezone.localdate())), timezone.localdate()).problem
    assert problem.cohort.graduates.ids.tolist() == [other.pk]
    assert problem.cohort.mentors.capacity.tolist() == [1]


@pytest.mark.parametrize(
    ("said_no", "code"),
    [
        (lambda young, mentor: Veto.objects.create(graduate=young, mentor=mentor), "vetoed"),
        (lambda young, mentor: a_proposal(ProposalState.DECLINED, graduate=young, mentor=mentor), "declined"),
        (lambda young, mentor: a_mentorship("closed", graduate=young, mentor=mentor), "ended"),
    ],
    ids=["forbidden", "declined", "ended"],
)
def test_pair_that_was_refused_is_not_made_again_and_why_is_told(west, national, said_no, code):
    young, mentor = here(west), a_mentor(department=west["17"])
    said_no(young, mentor)
    run = done(national)
    assert not run.proposals.exists()
    assert LeftOut.objects.get().code == code
    broken = told_of(young, mentor).broken  # by hand as in a run
    assert ("déjà décliné" in broken, "pris fin" in broken) == (code == "declined", code == "ended")
    assert broken


def test_waiting_is_counted_to_the_day_that_is_asked_about(west, national):
    pooled = timezone.now() - datetime.timedelta(days=10)
    a_graduate(department=west["17"], pooled_at=pooled)
    policy, today = as_engine(policy_in_force(timezone.localdate())), timezone.localdate()
    for later, days in ((-20, 0), (-3, 7), (0, 10), (30, 40)):
        problem = load(None, policy, today + datetime.timedelta(days=later)).problem
        assert problem.cohort.graduates.waiting.tolist() == [days]


def test_employer_that_a_graduate_avoids_is_avoided(west, national):
    employer = an_organization("Évité Habitat")
    young = here(west)
    young.excluded_employers.add(employer)
    a_mentor(department=west["17"], employer=employer)
    done(national)
    assert LeftOut.objects.get().code == "employer_excluded"


def test_same_data_have_the_same_fingerprint_and_other_data_another(west):
    young = here(west)
    a_mentor(department=west["17"])
    policy, today = as_engine(policy_in_force(timezone.localdate())), timezone.localdate()
    first = load(None, policy, today).fingerprint
    assert load(None, policy, today).fingerprint == first
    type(young).objects.filter(pk=young.pk).update(wishes=["network"])
    assert load(None, policy, today).fingerprint != first


def test_cohort_is_read_in_as_many_statements_whatever_its_size(west, django_assert_max_num_queries):
    policy, today = as_engine(policy_in_force(timezone.localdate())), timezone.localdate()
    for _ in range(12):
        here(west)
        a_mentor(department=west["17"])
    with django_assert_max_num_queries(16):
        assert len(load(None, policy, today).problem.cohort.graduates) == 12


def test_policy_is_made_once_and_the_latest_of_the_day_counts(db):
    today = timezone.localdate()
    assert policy_in_force(today) == policy_in_force(today)
    assert as_engine(policy_in_force(today)).points()
    assert MatchingPolicy.objects.count() == 1


# -- one at a time ----------------------------------------------------------------------------------------------------
def test_second_run_over_the_same_people_is_refused_with_the_reason(west, national, nobody_told):
    region, other = west["75"], west["54"]
    actions.run_start(actor=national, region=region)
    actions.run_start(actor=national, region=other)
    for scope in (region, None):
        with pytest.raises(Conflict, match="déjà en cours"):
            actions.run_start(actor=national, region=scope)
    assert MatchingRun.objects.count() == 2


def test_regional_run_waits_for_the_national_one(west, national, nobody_told):
    actions.run_start(actor=national)
    with pytest.raises(Conflict, match="Toute la France"):
        actions.run_start(actor=national, region=west["75"])


def test_staff_of_a_department_start_no_run_beyond_it(west):
    user = UserFactory()
    assign(user, department=west["17"])
    actor = Actor.wearing(user, hats_of(user, "staff")[0])
    with pytest.raises(Invalid):
        actions.run_start(actor=actor)
    with pytest.raises(Forbidden):
        actions.run_start(actor=actor, region=west["75"])


# -- bad days ---------------------------------------------------------------------------------------------------------
def test_cancelled_run_leaves_the_state_of_before(west, national, monkeypatch):
    here(west)
    a_mentor(department=west["17"])
    before = done(national)
    kept = set(MatchProposal.objects.values_list("pk", flat=True))
    run = actions.run_start(actor=national)
    monkeypatch.setattr(
        "mentoring.matching.actions.runs.best_first",
        lambda feasible: job_cancel(actor=national, target=run.job) and type("R", (), {"matched": 0, "score": 0}),
    )
    perform(run.job_id)
    assert MatchingRun.objects.get(pk=run.pk).state == RunState.CANCELLED
    assert set(MatchProposal.objects.values_list("pk", flat=True)) == kept
    assert MatchingRun.objects.get(pk=before.pk).state == RunState.DONE
    assert actions.run_start(actor=national)


def test_waiting_run_is_cancelled_with_its_job(west, national, nobody_told):
    run = actions.run_start(actor=national)
    job_cancel(actor=national, target=run.job)
    assert MatchingRun.objects.get(pk=run.pk).state == RunState.CANCELLED


def test_mentor_paused_meanwhile_gets_no_proposal_and_the_graduate_is_told_left_out(west, national, monkeypatch):
    young, mentor = here(west), a_mentor(department=west["17"])
    real = runs.best_first

    def paused(problem):
        Mentor.objects.filter(pk=mentor.pk).update(state=MentorState.PAUSED)
        return real(problem)

    monkeypatch.setattr(runs, "best_first", paused)
    run = done(national)
    assert not run.proposals.exists()
    assert (LeftOut.objects.get().graduate, LeftOut.objects.get().code) == (young, "changed")


def test_new_run_replaces_what_nobody_had_read_and_keeps_the_rest(west, national):
    young, mentor = here(west), a_mentor(department=west["17"])
    first = done(national)
    dropped = a_proposal(ProposalState.DROPPED, run=a_run(), graduate=young, mentor=a_mentor(MentorState.LEFT))
    second = done(national)
    assert not first.proposals.exists()
    assert second.proposals.get().mentor == mentor
    assert MatchProposal.objects.filter(pk=dropped.pk).exists()


def test_failing_run_is_settled_with_its_job(west, national, monkeypatch):
    def fail(*_, **__):
        raise Conflict("Le calcul n’est pas possible.")

    here(west)
    monkeypatch.setattr(runs, "solution_of", fail)
    run = actions.run_start(actor=national)
    perform(run.job_id)
    assert MatchingRun.objects.get(pk=run.pk).state == RunState.FAILED
    assert Job.objects.get(pk=run.job_id).state == JobState.FAILED


# who is no longer looked for ----------------------------------------------------------------------------------------
def test_placed_and_whoever_took_back_her_consent_wait_for_nobody(west):
    waiting, placed, changed = a_graduate(), a_graduate(), a_graduate()
    a_mentorship("closed", graduate=placed, close_reason="taken_off")
    a_mentorship("closed", graduate=changed, close_reason="changed")
    shy, back = a_graduate(), a_graduate()
    for person in (shy, back):
        given = {"purpose": "shown_to_mentors", "text_version": "1", "text_hash": "x", "channel": "link"}
        Consent.objects.create(graduate=person, withdrawn_at=timezone.now(), **given)
    Consent.objects.create(graduate=back, purpose="shown_to_mentors", text_version="1", text_hash="x", channel="link")
    assert set(graduates_of(None, timezone.localdate())) == {waiting, changed, back}
    with pytest.raises(Conflict, match="n’accepte plus"):
        proposal_approve(actor=MACHINE, target=a_proposal(graduate=shy))
