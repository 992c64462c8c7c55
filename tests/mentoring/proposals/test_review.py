"""Staff review what runs propose: some or all are offered, the impossible is told, pairs are made by hand."""

import re

import pytest
from django.core import mail

from mentoring.graduates.models import Graduate
from mentoring.matching.models import MatchingRun
from mentoring.mentors.models import Mentor, MentorState
from mentoring.proposals import actions
from mentoring.proposals.actions import approving
from mentoring.proposals.models import MatchProposal, ProposalState, Veto
from nqt.common.errors import Conflict, Invalid
from nqt.door.forms.fields import Ref
from nqt.jobs.actions import job_cancel
from nqt.jobs.models import Job, JobState
from nqt.jobs.running import perform
from nqt.outbox.models import Message
from tests.harness.factories.mentoring import (
    a_commune,
    a_graduate,
    a_mentor,
    a_proposal,
    a_run,
)


def ready(west, **facts):
    """A proposal of a run, in Charente-Maritime."""
    people = {"graduate": a_graduate(department=west["17"]), "mentor": a_mentor(department=west["17"])}
    return a_proposal(**{"run": a_run(), **people, **facts})


def approve_all(visitor, run) -> Job:
    version = MatchingRun.objects.get(pk=run.pk).version
    answer = visitor.post(f"/staff/matching-runs/{run.public_id}/approve/", {"version": version})
    assert answer.status_code == 303
    job = Job.objects.latest("pk")
    assert answer["Location"] == f"/staff/jobs/{job.public_id}/"
    return job


def ask(visitor, body, query="") -> tuple[str, str]:
    """What the question says, and the mark of what it would do."""
    answer = visitor.post(f"/staff/matches/approve-some/{query}", body)
    html = answer.content.decode()
    assert answer.status_code == 200, html[:500]
    return html, re.search(r'name="confirmed" value="(\w+)"', html)[1]


def confirm(visitor, body, query="") -> None:
    """Read, then done."""
    _html, mark = ask(visitor, body, query)
    answer = visitor.post(f"/staff/matches/approve-some/{query}", {**body, "confirmed": mark})
    assert answer.status_code == 303
    assert answer["Location"].startswith("/staff/jobs/")


# -- many at once -----------------------------------------------------------------------------------------------------
def test_all_of_a_run_are_offered_by_one_job(west, visitor):
    run = a_run()
    for _ in range(3):
        ready(west, run=run)
    job = approve_all(visitor, run)
    assert not Message.objects.exists(), "somebody was written to before the job"
    assert perform(job.pk)
    assert set(run.proposals.values_list("state", flat=True)) == {"offered"}
    assert Message.objects.filter(kind="mentoring.proposals.offer").count() == 3
    assert "3" in visitor.get(f"/staff/jobs/{job.public_id}/").content.decode()


def test_those_no_longer_possible_are_left_aside_and_named_with_the_reason(west, visitor):
    run = a_run()
    good, paused = ready(west, run=run), ready(west, run=run)
    mentor = good.mentor
    second = ready(west, run=run, mentor=mentor)
    Mentor.objects.filter(pk=paused.mentor_id).update(state=MentorState.PAUSED)
    job = approve_all(visitor, run)
    assert perform(job.pk)
    told = Job.objects.get(pk=job.pk).result["told"]
    assert len(told) == 2
    assert any("en pause" in sentence and str(paused.graduate) in sentence for sentence in told)
    assert any("plus de place" in sentence for sentence in told)
    states = dict(run.proposals.values_list("pk", "state"))
    assert states[paused.pk] == "proposed"
    assert sorted([states[good.pk], states[second.pk]]) == ["offered", "proposed"]


def test_last_place_of_a_mentor_is_never_given_twice(west, visitor):
    mentor = a_mentor(department=west["17"], capacity=2)
    run = a_run()
    for _ in range(4):
        ready(west, run=run, mentor=mentor)
    perform(approve_all(visitor, run).pk)
    assert run.proposals.filter(state="offered").count() == 2


def test_approval_stopped_at_half_writes_to_nobody(west, national, visitor, monkeypatch):
    run = a_run()
    for _ in range(3):
        ready(west, run=run)
    job = approve_all(visitor, run)
    real, seen = approving.proposal_approve, []

    def then_stop(**facts):
        seen.append(real(**facts))
        if len(seen) == 2:
            job_cancel(actor=national, target=job)
        return seen[-1]

    monkeypatch.setattr(approving, "proposal_approve", then_stop)
    perform(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    assert set(run.proposals.values_list("state", flat=True)) == {"proposed"}
    assert not Message.objects.exists()
    assert not mail.outbox


def test_ticked_rows_alone_are_offered(west, visitor):
    chosen, other = ready(west), ready(west)
    page = visitor.get("/staff/matches/").content.decode()
    assert f'value="{chosen.public_id}"' in page
    confirm(visitor, {"proposals": [str(chosen.public_id)]})
    perform(Job.objects.latest("pk").pk)
    states = dict(MatchProposal.objects.values_list("pk", "state"))
    assert (states[chosen.pk], states[other.pk]) == ("offered", "proposed")


def test_question_says_what_leaves_and_what_does_not_and_writes_nothing(west, visitor):
    full = a_mentor(department=west["17"], capacity=1)
    good, other = ready(west, mentor=full, score=9_000), ready(west, mentor=full, score=5_000)
    paused, avoided, answered = ready(west), ready(west), ready(west)
    Mentor.objects.filter(pk=paused.mentor_id).update(state=MentorState.PAUSED)
    avoided.graduate.excluded_employers.add(avoided.mentor.employments.get().organization)
    MatchProposal.objects.filter(pk=answered.pk).update(state=ProposalState.ACCEPTED)
    body = {"proposals": [str(one.public_id) for one in (other, good, paused, avoided, answered)]}
    html, _mark = ask(visitor, body)
    assert "Proposer 1\u00a0mise en relation" in html and "1\u00a0courriel part" in html
    assert "4\u00a0ne partiront pas" in html
    for said in (f"{full} n’a plus de place", "en pause", "de cet employeur", "est acceptée"):
        assert said in html
    assert not Job.objects.exists() and not Message.objects.exists()


def test_question_foresees_what_the_job_does(west, visitor):
    run, mentor = a_run(), a_mentor(department=west["17"], capacity=2)
    for score in (9_000, 8_000, 7_000):
        ready(west, run=run, mentor=mentor, score=score)
    Mentor.objects.filter(pk=ready(west, run=run).mentor_id).update(state=MentorState.PAUSED)
    ready(west, run=run)
    html, _mark = ask(visitor, {"everything": "true"})
    perform(approve_all(visitor, run).pk)
    assert run.proposals.filter(state="offered").count() == 3
    assert "3\u00a0courriels partent" in html and "2\u00a0ne partiront pas" in html


def test_what_changed_since_the_question_is_asked_again(west, visitor):
    first, second = ready(west), ready(west)
    body = {"proposals": [str(first.public_id), str(second.public_id)]}
    _html, mark = ask(visitor, body)
    Mentor.objects.filter(pk=second.mentor_id).update(state=MentorState.PAUSED)
    html, other = ask(visitor, {**body, "confirmed": mark})
    assert "Quelque chose a changé" in html and "en pause" in html and other != mark
    assert not Job.objects.exists()
    confirm(visitor, body)


def test_confirming_twice_starts_one_job(west, visitor):
    body = {"proposals": [str(ready(west).public_id)]}
    html, mark = ask(visitor, body)
    once = re.search(r'name="once" value="([^"]+)"', html)[1]
    sent = {**body, "confirmed": mark, "once": once}
    answers = [visitor.post("/staff/matches/approve-some/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"] and Job.objects.count() == 1


def test_whole_list_is_what_its_filters_leave_to_read(west, visitor):
    inside, elsewhere = ready(west), ready(west, graduate=a_graduate(department=west["33"]))
    MatchProposal.objects.filter(pk=ready(west).pk).update(state=ProposalState.DROPPED)
    query = f"?department={inside.graduate.department.public_id}"
    confirm(visitor, {"everything": "true"}, query)
    perform(Job.objects.get().pk)
    states = dict(MatchProposal.objects.values_list("pk", "state"))
    assert (states[inside.pk], states[elsewhere.pk]) == ("offered", "proposed")
    assert sorted(states.values()) == ["dropped", "offered", "proposed"]


def test_regional_staff_ask_about_the_whole_list_of_their_departments(west, regional):
    ready(west, graduate=a_graduate(department=west["33"]))
    assert "Aucune de ces propositions" in ask(regional, {"everything": "true"})[0]
    ready(west)
    assert "1\u00a0courriel part" in ask(regional, {"everything": "true"})[0]


def test_machine_is_not_asked(west, client_as):
    chosen = ready(west)
    body = {"proposals": [str(chosen.public_id)]}
    answer = client_as("staff_national").post(
        "/api/v1/staff/matches/approve-some/", body, content_type="application/json"
    )
    assert answer.status_code == 204 and Job.objects.count() == 1


def test_nothing_ticked_is_said_beside_those_to_read(west, visitor, monkeypatch):
    waiting, answered, later = ready(west), ready(west), ready(west)
    MatchProposal.objects.filter(pk=answered.pk).update(state="accepted")
    monkeypatch.setattr(Ref, "select_limit", 1)
    answer = visitor.post("/staff/matches/approve-some/", {})
    shown = answer.content.decode()
    assert answer.status_code == 400 and "Cochez au moins une" in shown
    boxes = [f'value="{one.public_id}"' in shown for one in (waiting, answered, later)]
    assert not boxes[1] and boxes.count(True) == 1, "what was answered is not offered again, nor thousands of boxes"
    assert not Job.objects.exists()


def test_regional_staff_offer_those_of_their_departments_alone(west, regional):
    near, far = ready(west), ready(west, graduate=a_graduate(department=west["33"]))
    both = {"proposals": [str(near.public_id), str(far.public_id)]}
    assert regional.post("/staff/matches/approve-some/", both).status_code == 400
    assert regional.get(f"/staff/matches/{far.public_id}/").status_code == 404
    assert regional.get(f"/staff/matches/{near.public_id}/").status_code == 200


# -- one by one -------------------------------------------------------------------------------------------------------
def test_page_says_in_plain_french_why_the_two_are_a_pair(west, visitor):
    a_graduate(department=west["17"])
    a_mentor(department=west["17"])
    assert visitor.post("/staff/matching-runs/new/", {}).status_code == 303
    perform(Job.objects.latest("pk").pk)
    page = visitor.get(f"/staff/matches/{MatchProposal.objects.get().public_id}/").content.decode()
    assert "Le métier visé est celui que la personne exerce." in page
    assert "sur 100" in page
    run = visitor.get(f"/staff/matching-runs/{MatchingRun.objects.get().public_id}/").content.decode()
    assert "De plus qu’un par un" in run


def test_proposal_is_dropped_taken_up_and_forbidden(west, visitor):
    proposal = ready(west)

    def act(name, **data):
        version = MatchProposal.objects.get(pk=proposal.pk).version
        answer = visitor.post(f"/staff/matches/{proposal.public_id}/{name}/", {"version": version, **data})
        assert answer.status_code == 303, answer.content.decode()[:500]
        return MatchProposal.objects.get(pk=proposal.pk).state

    assert act("drop") == "dropped"
    assert act("take-up") == "proposed"
    assert act("forbid", reason="Ils sont de la même famille.") == "dropped"
    assert Veto.objects.get().reason == "Ils sont de la même famille."
    act("authorize")
    assert not Veto.objects.exists()


def test_offer_is_called_back(west, visitor):
    proposal = ready(west, state=ProposalState.OFFERED)
    answer = visitor.post(f"/staff/matches/{proposal.public_id}/call-back/", {"version": proposal.version})
    assert answer.status_code == 303
    assert MatchProposal.objects.get(pk=proposal.pk).state == "dropped"


def test_list_is_narrowed_to_the_weakest_of_a_run(west, visitor):
    run = a_run()
    weak, strong = ready(west, run=run, score=2_000), ready(west, run=run, score=9_000)
    other = ready(west, score=1_000)
    page = visitor.get(f"/staff/matches/?run={run.public_id}&below=50").content.decode()
    assert str(weak.public_id) in page
    assert str(strong.public_id) not in page
    assert str(other.public_id) not in page


# -- by hand ----------------------------------------------------------------------------------------------------------
def test_pair_by_hand_is_explained_by_the_engine(west, national):
    young, mentor = a_graduate(department=west["17"]), a_mentor(department=west["17"])
    made = actions.pair_by_hand(actor=national, graduate=young, mentor=mentor)
    assert (made.run, made.state) == (None, "proposed")
    assert sum(part["points"] for part in made.parts) == made.score > 0


def test_rule_that_a_pair_by_hand_breaks_is_told_before(west, visitor):
    far = a_commune(west["33"], at=(44.84, -0.58))
    young, mentor = a_graduate(commune=far, accepts_remote=False), a_mentor(department=west["17"])
    asked = {"graduate": str(young.public_id), "mentor": str(mentor.public_id)}
    refused = visitor.post("/staff/matches/new/", asked)
    assert refused.status_code == 400
    assert "km les séparent" in refused.content.decode()
    assert not MatchProposal.objects.exists()
    assert visitor.post("/staff/matches/new/", {**asked, "is_exception": "true"}).status_code == 303
    assert MatchProposal.objects.get().graduate == young


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda young, mentor: Mentor.objects.filter(pk=mentor.pk).update(state="paused"), "en pause"),
        (lambda young, mentor: a_proposal(ProposalState.OFFERED, mentor=mentor), "plus de place"),
        (lambda young, mentor: Graduate.objects.filter(pk=young.pk).update(state="withdrawn"), "retirée"),
        (lambda young, mentor: a_proposal(graduate=young, mentor=mentor), "attend déjà"),
    ],
    ids=["paused", "full", "withdrawn", "twice"],
)
def test_pair_by_hand_that_cannot_be_is_refused(west, national, broken, said):
    young, mentor = a_graduate(department=west["17"]), a_mentor(department=west["17"])
    broken(young, mentor)
    with pytest.raises(Conflict, match=said):
        actions.pair_by_hand(actor=national, graduate=young, mentor=mentor)


def test_pair_is_forbidden_once(west, national):
    young, mentor = a_graduate(department=west["17"]), a_mentor(department=west["17"])
    actions.veto_create(actor=national, graduate=young, mentor=mentor)
    with pytest.raises(Invalid, match="déjà interdite"):
        actions.veto_create(actor=national, graduate=young, mentor=mentor)


# -- the run's page ---------------------------------------------------------------------------------------------------
def test_second_click_on_start_is_refused_on_the_page(west, visitor, monkeypatch):
    monkeypatch.setattr("nqt.jobs.actions.publish", lambda pk, queue: None)
    assert visitor.post("/staff/matching-runs/new/", {}).status_code == 303
    again = visitor.post("/staff/matching-runs/new/", {})
    assert again.status_code == 409
    assert "déjà en cours" in again.content.decode()
    run = MatchingRun.objects.get()
    page = visitor.get(f"/staff/matching-runs/{run.public_id}/").content.decode()
    assert "every 2s" in page
    stopped = visitor.post(f"/staff/matching-runs/{run.public_id}/cancel/", {"version": run.version})
    assert stopped.status_code == 303
    assert MatchingRun.objects.get().state == "cancelled"
    assert "every 2s" not in visitor.get(f"/staff/matching-runs/{run.public_id}/").content.decode()
