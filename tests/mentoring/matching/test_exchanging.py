"""Reading a run's pairs one after the other: pins, exchanges told before, and the next pair after a refusal."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from mentoring.matching import actions
from mentoring.matching.engine.certificate import faults
from mentoring.matching.engine.solver import solve
from mentoring.matching.engine.types import Couple
from mentoring.matching.loading import load
from mentoring.matching.models import LeftOut, MatchingRun, RunState
from mentoring.matching.policy import as_engine
from mentoring.matching.record import pack, pack_result, unpack, unpack_result
from mentoring.mentors.models import Mentor, MentorState
from mentoring.proposals.actions import offer_decline, pair_by_hand, proposal_approve, proposal_pin, veto_create
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.common.errors import Conflict, Stale
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from tests.harness.at_once import at_once
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_proposal, a_run, an_occupation, as_staff
from tests.harness.factories.organizations import MACHINE
from tests.harness.factories.regions import assign, the_west


@pytest.fixture
def jobs(db):
    return [
        an_occupation("K1101", "Urbaniste"),
        an_occupation("K1102", "Géomètre"),
        an_occupation("M1201", "Comptable"),
    ]


def computed(actor, region=None) -> MatchingRun:
    run = actions.run_start(actor=actor, region=region)
    perform(run.job_id)
    run = MatchingRun.objects.get(pk=run.pk)
    assert run.state == RunState.DONE, Job.objects.get(pk=run.job_id).error
    return run


@pytest.fixture
def pairs(west, national, jobs):
    """Two graduates, two mentors, each with the one of the same job; a third mentor is free."""
    here = {"department": west["17"]}
    young = [a_graduate(**here, target_job=job) for job in jobs[:2]]
    mentors = [a_mentor(**here, occupation=job) for job in jobs]
    run = computed(national)
    found = [MatchProposal.objects.get(graduate=one) for one in young]
    assert [one.mentor for one in found] == mentors[:2]
    return run, found, mentors


def mentor_of(graduate) -> Mentor | None:
    found = MatchProposal.objects.unread().filter(graduate=graduate).first()
    return found.mentor if found else None


# -- what a run keeps --------------------------------------------------------------------------------------------------
def test_certificate_is_checked_again_from_what_the_run_has_stored(pairs):
    run = pairs[0]
    problem, result = unpack(run.record.inputs), unpack_result(run.record.outcome)
    assert faults(problem, result) == []
    assert run.certificate == {
        "gap": 0,
        "value": result.certificate.value,
        "bound": result.certificate.bound,
        "rounds": result.certificate.rounds,
        "feasible": result.feasible,
    }
    assert {(one.graduate, one.mentor) for one in result.pairs} == {
        (one.graduate_id, one.mentor_id) for one in run.proposals.all()
    }


def test_record_comes_back_as_it_was_stored(pairs):
    run = pairs[0]
    problem = load(None, as_engine(run.policy), run.finished_at.date()).problem
    again = unpack(pack(problem))
    for side in ("graduates", "mentors", "tables"):
        for name, column in vars(getattr(problem.cohort, side)).items():
            np.testing.assert_array_equal(getattr(getattr(again.cohort, side), name), column)
    assert (again.policy, again.declined, again.vetoed) == (problem.policy, problem.declined, problem.vetoed)
    people = problem.cohort
    ended = replace(problem, ended=(Couple(people.graduates.ids[0].item(), people.mentors.ids[0].item()),))
    assert unpack(pack(ended)).ended == ended.ended
    result = solve(problem)
    assert unpack_result(pack_result(result)) == result


def test_run_whose_result_was_changed_does_not_pass_the_check(pairs):
    run, told = pairs[0], io.StringIO()
    call_command("check_matching_runs", stdout=told)
    assert "gap 0" in told.getvalue()
    result = unpack_result(run.record.outcome)
    crossed = zip(result.pairs, result.pairs[::-1], strict=True)
    pairs_crossed = tuple(replace(one, mentor=other.mentor) for one, other in crossed)
    run.record.outcome = pack_result(replace(result, pairs=pairs_crossed))
    run.record.save()
    with pytest.raises(CommandError, match="a score is wrong"):
        call_command("check_matching_runs", last=1)


# -- pins --------------------------------------------------------------------------------------------------------------
def test_pinned_pair_outlives_the_next_run_and_keeps_its_place(pairs, visitor, national):
    run, (first, _second), _mentors = pairs
    answer = visitor.post(f"/staff/matches/{first.public_id}/pin/", {"version": first.version})
    assert answer.status_code == 303
    again = computed(national)
    kept = MatchProposal.objects.get(pk=first.pk)
    assert (kept.is_pinned, kept.run, kept.state) == (True, again, ProposalState.PROPOSED)
    assert MatchProposal.objects.filter(graduate=first.graduate).count() == 1
    assert run.proposals.count() == 0
    answer = visitor.post(f"/staff/matches/{first.public_id}/unpin/", {"version": kept.version})
    assert answer.status_code == 303
    computed(national)
    assert not MatchProposal.objects.filter(pk=first.pk).exists()


# -- exchanges ---------------------------------------------------------------------------------------------------------
def test_cost_is_told_before_and_nothing_is_written(pairs, visitor):
    _run, (first, second), mentors = pairs
    page = visitor.get(f"/staff/matches/{first.public_id}/exchange/?mentor={mentors[1].public_id}")
    assert page.status_code == 200
    told = page.content.decode()
    assert "Qui change" in told
    assert str(second.graduate) in told
    assert mentor_of(first.graduate) == mentors[0]


def test_exchange_is_made_with_all_that_follows_and_pinned(pairs, visitor):
    _run, (first, second), mentors = pairs
    told = visitor.get(f"/api/v1/staff/matches/{first.public_id}/exchange/?mentor={mentors[1].public_id}").json()
    assert told["points"] > 0
    assert told["left_alone"] == 0
    form = {"mentor": mentors[1].public_id, "points": told["points"], "expected_version": told["version"]}
    answer = visitor.post(f"/staff/matches/{first.public_id}/exchange/make/", form)
    assert answer.status_code == 303
    changed = MatchProposal.objects.get(pk=first.pk)
    assert (changed.mentor, changed.is_pinned) == (mentors[1], True)
    assert sum(part["points"] for part in changed.parts) == changed.score
    assert mentor_of(second.graduate) in (mentors[0], mentors[2])
    moved = MatchProposal.objects.get(pk=second.pk)
    assert {one["graduate"]: one["after"] for one in told["moves"]}[str(second.graduate)] == str(moved.mentor)


def test_exchange_told_and_overtaken_is_refused(pairs, national):
    _run, (first, _second), mentors = pairs
    _moves, points, _alone = actions.exchange_of(first, mentors[1])
    with pytest.raises(Conflict, match="a changé depuis"):
        actions.pair_exchange(actor=national, target=first, mentor=mentors[1], points=points + 1)
    with pytest.raises(Stale):
        actions.pair_exchange(
            actor=national, target=first, mentor=mentors[1], points=points, expected_version=first.version + 7
        )
    assert mentor_of(first.graduate) == mentors[0]


def test_who_gives_way_for_nobody_is_left_out_with_the_reason(west, national, jobs):
    here = {"department": west["17"]}
    young = [a_graduate(**here, target_job=jobs[0]), a_graduate(**here, target_job=jobs[2])]
    mentors = [a_mentor(**here, occupation=jobs[0]), a_mentor(**here, occupation=jobs[2], state=MentorState.ACTIVE)]
    run = computed(national)
    first = MatchProposal.objects.get(graduate=young[0])
    Mentor.objects.filter(pk=mentors[0].pk).update(state=MentorState.PAUSED)
    _moves, _points, alone = actions.exchange_of(first, mentors[1])
    assert alone == 1
    actions.pair_exchange(actor=national, target=first, mentor=mentors[1])
    assert mentor_of(young[0]) == mentors[1]
    assert mentor_of(young[1]) is None
    assert LeftOut.objects.get(run=run, graduate=young[1]).code == "gave_way"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("forbidden", "L’équipe a écarté ce binôme"),
        ("same", "déjà celui-là"),
        ("pinned", "épinglé"),
        ("paused", "en ce moment"),
        ("offered", "elle ne change plus"),
    ],
)
def test_exchange_that_cannot_be_says_why(pairs, national, visitor, name, said):
    _run, (first, _second), mentors = pairs
    wanted = mentors[1]
    if name == "forbidden":
        veto_create(actor=national, graduate=first.graduate, mentor=wanted)
    elif name == "same":
        wanted = mentors[0]
    elif name == "pinned":
        proposal_pin(actor=national, target=first)
    elif name == "paused":
        Mentor.objects.filter(pk=wanted.pk).update(state=MentorState.PAUSED)
    else:
        proposal_approve(actor=national, target=first)
    told = visitor.get(f"/api/v1/staff/matches/{first.public_id}/exchange/?mentor={wanted.public_id}").json()
    assert re.search(said, told["refusal"])
    with pytest.raises(Conflict, match=said):
        actions.pair_exchange(actor=national, target=MatchProposal.objects.get(pk=first.pk), mentor=wanted)


def test_name_typed_finds_the_mentor_or_the_choice(pairs, visitor):
    _run, (first, _second), mentors = pairs
    Mentor.objects.filter(pk=mentors[1].pk).update(last_name="Unique", folded="unique")
    page = visitor.get(f"/staff/matches/{first.public_id}/exchange/?mentor=unique")
    assert "Qui change" in page.content.decode()
    page = visitor.get(f"/staff/matches/{first.public_id}/exchange/?mentor=Personne-du-tout")
    assert "Personne ne s’appelle" in page.content.decode()


def test_exchange_that_reaches_other_departments_is_for_national_staff(west, national, jobs, client_as):
    young = [a_graduate(department=west["17"], target_job=jobs[0], accepts_remote=True)]
    young += [a_graduate(department=west["16"], target_job=jobs[1], accepts_remote=True)]
    mentors = [a_mentor(department=west["17"], occupation=job, accepts_remote=True) for job in jobs[:2]]
    computed(national)
    first = MatchProposal.objects.get(graduate=young[0])
    assert first.mentor == mentors[0]
    user = UserFactory()
    assign(user, department=west["17"])
    visitor = client_as(user=user)
    told = visitor.get(f"/api/v1/staff/matches/{first.public_id}/exchange/?mentor={mentors[1].public_id}").json()
    assert str(young[1]) not in [one["graduate"] for one in told["moves"]]
    form = {"mentor": mentors[1].public_id, "points": told["points"], "expected_version": told["version"]}
    answer = visitor.post(f"/staff/matches/{first.public_id}/exchange/make/", form)
    assert answer.status_code == 409
    assert mentor_of(young[0]) == mentors[0]


# -- after a refusal ---------------------------------------------------------------------------------------------------
def test_refusal_brings_the_next_pair_at_once_for_staff_to_read(pairs, national):
    _run, (first, second), mentors = pairs
    proposal_approve(actor=national, target=first)
    offered = MatchProposal.objects.get(pk=first.pk)
    offer_decline(actor=MACHINE, target=offered, decline_reason="no_time")
    perform(Job.objects.get(kind="mentoring.matching.replace").pk)
    following = MatchProposal.objects.unread().get(graduate=first.graduate)
    assert (following.follows, following.mentor) == (offered, mentors[1])
    assert mentor_of(second.graduate) == mentors[0], "both jobs are close: together they lose less than one far apart"
    assert MatchProposal.objects.get(pk=first.pk).state == ProposalState.DECLINED


def test_refusal_with_nobody_left_says_so_and_fills_the_place(west, national, jobs):
    here = {"department": west["17"]}
    young = [a_graduate(**here, target_job=job) for job in jobs[:2]]
    mentor = a_mentor(**here, occupation=jobs[0])
    run = computed(national)
    offered = run.proposals.get()
    other = young[1] if offered.graduate == young[0] else young[0]
    assert LeftOut.objects.get(run=run).graduate == other
    proposal_approve(actor=national, target=offered)
    offer_decline(actor=MACHINE, target=MatchProposal.objects.get(pk=offered.pk), decline_reason="too_far")
    perform(Job.objects.get(kind="mentoring.matching.replace").pk)
    assert mentor_of(offered.graduate) is None
    assert mentor_of(other) == mentor
    assert not LeftOut.objects.filter(run=run, graduate=other).exists()


def test_refused_pair_made_by_hand_looks_for_nobody(west, national):
    proposal = pair_by_hand(
        actor=national, graduate=a_graduate(department=west["17"]), mentor=a_mentor(department=west["17"])
    )
    proposal_approve(actor=national, target=proposal)
    offered = MatchProposal.objects.get(pk=proposal.pk)
    offer_decline(actor=MACHINE, target=offered, decline_reason="no_time")
    assert not Job.objects.filter(kind="mentoring.matching.replace").exists()
    assert actions.pair_replace(graduate=offered.graduate, former=offered.mentor, follows=offered) is None


def test_run_without_anybody_replaces_nothing(west):
    declined = a_proposal("declined", run=a_run(state="failed"))
    assert actions.pair_replace(graduate=declined.graduate, former=declined.mentor, follows=declined) is None


# -- reading one after the other --------------------------------------------------------------------------------------
def test_deciding_goes_on_to_the_next(pairs, visitor):
    run, (first, second), _mentors = pairs
    best, other = sorted([first, second], key=lambda one: (-one.score, -one.pk))
    page = visitor.get(f"/staff/matches/{best.public_id}/").content.decode()
    assert "2 à relire" in page
    query = f"run={run.public_id}&state=proposed"
    form = {"version": best.version}
    answer = visitor.post(f"/staff/matches/{best.public_id}/approve/?{query}", form)
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/staff/matches/{other.public_id}/?")
    answer = visitor.post(f"/staff/matches/{other.public_id}/drop/?{query}", {"version": other.version})
    assert answer["Location"].startswith("/staff/matches/?run=")
    page = visitor.get(f"/staff/matches/{other.public_id}/?{query}").content.decode()
    assert "Tout est relu ici" in page


def test_queue_is_narrowed_and_sorted_as_the_list_is(pairs, visitor):
    run, (first, second), _mentors = pairs
    MatchProposal.objects.filter(pk=second.pk).update(score=1_200, waiting=90)
    query = f"run={run.public_id}&state=proposed&only=weak"
    page = visitor.get(f"/staff/matches/{second.public_id}/?{query}").content.decode()
    assert "1 à relire" in page
    listed = visitor.get(f"/staff/matches/?{query}").content.decode()
    assert str(second.graduate) in listed
    assert str(first.graduate) not in listed
    rows = visitor.get(f"/api/v1/staff/matches/?run={run.public_id}&sort=-waiting").json()["results"]
    assert [row["public_id"] for row in rows][0] == str(second.public_id)
    refused = visitor.get(f"/staff/matches/{second.public_id}/?run={run.public_id}&only=nothing")
    assert refused.status_code == 400


def test_nearest_others_are_told_with_whom_they_are_proposed_to_now(pairs, visitor):
    _run, (first, second), mentors = pairs
    page = visitor.get(f"/api/v1/staff/matches/{first.public_id}/").json()
    told = {one["mentor"]: one for one in page["alternatives"]}
    assert set(told) == {str(mentors[1]), str(mentors[2])}
    assert told[str(mentors[1])]["holders"] == str(second.graduate)
    assert told[str(mentors[2])]["lacks"] == first.score - told[str(mentors[2])]["score"]
    assert (page["rank"], page["is_pinned"]) == (1, False)


# -- at once -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_exchanges_over_the_same_people_are_one_after_the_other():
    west, national = the_west(), as_staff()
    known = (("K1101", "Urbaniste"), ("K1102", "Géomètre"), ("M1201", "Comptable"))
    jobs = [an_occupation(code, label) for code, label in known]
    young = [a_graduate(department=west["17"], target_job=job) for job in jobs[:2]]
    mentors = [a_mentor(department=west["17"], occupation=job) for job in jobs]
    computed(national)
    first, second = (MatchProposal.objects.get(graduate=one) for one in young)

    def exchange(target, mentor):
        _moves, points, _alone = actions.exchange_of(target, mentor)
        actions.pair_exchange(
            actor=national, target=target, mentor=mentor, points=points, expected_version=target.version
        )

    outcomes = at_once(lambda: exchange(first, mentors[1]), lambda: exchange(second, mentors[0]))
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, Conflict | Stale) for one in refused)
    assert len(refused) <= 1
    standing = list(MatchProposal.objects.unread().values_list("graduate", "mentor"))
    assert len(standing) == len({graduate for graduate, _mentor in standing}) == 2
    assert len({mentor for _graduate, mentor in standing}) == 2, "a mentor of one place is proposed to two"
    assert MatchProposal.objects.filter(is_pinned=True).count() == 2 - len(refused)


def test_exchange_waits_for_nobody_who_holds_the_mentor_and_loses_nothing_to_an_approval(pairs, national):
    _run, (first, second), mentors = pairs
    moves = actions.exchange_of(first, mentors[1])[0]
    assert second.graduate_id in [one.graduate for one in moves]
    proposal_approve(actor=national, target=second)
    with pytest.raises(Conflict):
        actions.pair_exchange(actor=national, target=first, mentor=mentors[1], points=0)
    assert mentor_of(first.graduate) == mentors[0]
    assert MatchProposal.objects.get(pk=second.pk).state == ProposalState.OFFERED
