"""A mentor's profile, employers, pauses and departures, by the actions."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from mentoring.mentors import actions
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.audit.models import TransitionLog
from nqt.common import due as due_work
from nqt.common.errors import Conflict, Forbidden, Invalid, InvalidTransition, Stale
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from nqt.outbox.sweeping import sweep
from tests.harness.factories.mentoring import (
    a_commune,
    a_mentor,
    a_mentor_user,
    a_mentorship,
    a_proposal,
    a_run,
    as_mentor,
)
from tests.harness.factories.organizations import MACHINE, a_department, an_organization, national, regional

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def mentor(db):
    return a_mentor_user(department=a_department()).mentor


def again(mentor):
    return Mentor.objects.get(pk=mentor.pk)


# the profile ---------------------------------------------------------------------------------------------------------
def test_mentor_keeps_the_profile_right(mentor):
    facts = {"capacity": 2, "languages": ["en", "ar"], "availability": ["evening"], "time_given": "own"}
    commune = a_commune(a_department("86", "Vienne"))
    actions.mentor_edit(actor=as_mentor(mentor), target=mentor, expected_version=1, commune=commune, **facts)
    fresh = again(mentor)
    assert {name: getattr(fresh, name) for name in facts} == facts
    assert (fresh.department.code, fresh.version) == ("86", 2)


def test_fourth_place_is_refused_and_none_is_allowed(mentor):
    with pytest.raises(Invalid, match="3 jeunes au plus"):
        actions.mentor_edit(actor=as_mentor(mentor), target=mentor, expected_version=1, capacity=4)
    with pytest.raises(IntegrityError, match="mentoring_mentor_capacity"):
        Mentor.objects.filter(pk=mentor.pk).update(capacity=4)


def test_mentor_does_not_change_name_nor_somebody_else(mentor):
    with pytest.raises(Forbidden, match="interlocuteur"):
        actions.mentor_edit(actor=as_mentor(mentor), target=mentor, expected_version=1, email="x@example.org")
    with pytest.raises(Forbidden):
        actions.mentor_edit(actor=as_mentor(mentor), target=a_mentor(), expected_version=1, capacity=2)


def test_regional_staff_keep_their_own_and_move_nobody_away(mentor):
    here = regional("17")
    with pytest.raises(Forbidden, match="hors de votre périmètre"):
        away = a_commune(a_department("33", "Gironde"))
        actions.mentor_edit(actor=here, target=mentor, expected_version=1, commune=away)
    with pytest.raises(Forbidden):
        actions.mentor_edit(actor=regional("33"), target=mentor, expected_version=1, capacity=2)
    assert actions.mentor_edit(actor=here, target=mentor, expected_version=1, capacity=2).capacity == 2
    with pytest.raises(Stale):
        actions.mentor_edit(actor=here, target=mentor, expected_version=1, capacity=3)


# employers -----------------------------------------------------------------------------------------------------------
def test_new_employer_closes_the_former_that_day(mentor):
    former, new, day = mentor.employments.get(), an_organization("Domaines 33"), timezone.localdate() + 10 * DAY
    actions.employment_change(actor=national(), target=mentor, organization=new, valid_from=day)
    former.refresh_from_db()
    assert former.valid_until == day
    employed = [Mentor.objects.employed_by(new.pk, on).filter(pk=mentor.pk).exists() for on in (day - DAY, day)]
    assert employed == [False, True]


def test_employment_that_would_overlap_is_refused(mentor):
    with pytest.raises(Conflict, match="n’y travaillait pas encore"):
        actions.employment_change(
            actor=MACHINE, target=mentor, organization=an_organization(), valid_from=datetime.date(2019, 12, 31)
        )
    now = mentor.employments.get()
    with pytest.raises(IntegrityError, match="mentoring_employment_one_at_a_time"):
        Employment.objects.create(mentor=mentor, organization=now.organization, valid_from=timezone.localdate())


def test_employer_of_one_day_never_was(mentor):
    today = timezone.localdate()
    slip, right = an_organization("Erreur"), an_organization("Le bon")
    for organization in (slip, right):
        actions.employment_change(actor=MACHINE, target=mentor, organization=organization, valid_from=today)
    assert not mentor.employments.filter(organization=slip).exists()
    assert mentor.employments.get(organization=right).valid_until is None


def test_same_employer_again_changes_nothing(mentor):
    now = mentor.employments.get()
    actions.employment_change(actor=MACHINE, target=mentor, organization=now.organization)
    assert mentor.employments.get().valid_from == now.valid_from


def test_employment_ends_without_another(mentor):
    actions.employment_end(actor=MACHINE, target=mentor)
    assert not mentor.employments.on(timezone.localdate()).exists() and mentor.employments.count() == 1
    with pytest.raises(Conflict, match="Aucun emploi"):
        actions.employment_end(actor=MACHINE, target=mentor)


# pauses --------------------------------------------------------------------------------------------------------------
def test_pause_with_a_day_ends_by_itself_that_day_and_once(mentor):
    until = timezone.localdate() + 5 * DAY
    actions.mentor_pause(actor=as_mentor(mentor), target=mentor, until=until)
    noon = timezone.localtime().replace(hour=12, minute=0)
    assert sweep(now=noon + 4 * DAY, publish=False).done == 0
    assert again(mentor).state == MentorState.PAUSED
    assert sweep(now=noon + 5 * DAY, publish=False).done == 1
    assert sweep(now=noon + 5 * DAY, publish=False).done == 0
    fresh = again(mentor)
    assert (fresh.state, fresh.paused_until) == (MentorState.ACTIVE, None)
    assert [log.name for log in TransitionLog.objects.of(fresh)] == ["pause", "resume"]


def test_pause_lets_go_of_the_offers_that_wait_and_somebody_else_is_looked_for(mentor, client_as):
    run = a_run()
    offered = a_proposal(ProposalState.OFFERED, mentor=mentor, run=run)
    other = a_mentor(department=offered.graduate.department)
    answered, elsewhere = a_proposal(ProposalState.ACCEPTED, mentor=mentor), a_proposal(ProposalState.OFFERED)
    actor = as_mentor(mentor)
    asked = client_as(user=actor.user).get(f"/mentor/profile/{mentor.public_id}/pause/").content.decode()
    assert "est faite à quelqu’un d’autre" in asked
    actions.mentor_pause(actor=actor, target=mentor)
    states = [MatchProposal.objects.get(pk=one.pk).state for one in (offered, answered, elsewhere)]
    assert states == ["dropped", "accepted", "offered"]
    home = client_as(user=actor.user).get("/mentor/home/").content.decode()
    assert "nous ne vous proposons personne" in home and "Accompagner" not in home
    perform(Job.objects.get(kind="mentoring.matching.replace").pk)
    assert MatchProposal.objects.get(graduate=offered.graduate, state="proposed").mentor == other


def test_pause_without_a_day_lasts(mentor):
    actions.mentor_pause(actor=as_mentor(mentor), target=mentor)
    assert sweep(now=timezone.now() + 4000 * DAY, publish=False).done == 0
    assert actions.mentor_resume(actor=as_mentor(mentor), target=again(mentor)).state == MentorState.ACTIVE


@pytest.mark.parametrize("days", [-1, 0])
def test_pause_until_a_day_that_is_past_is_refused(mentor, days):
    with pytest.raises(Invalid, match="jour à venir") as refused:
        actions.mentor_pause(actor=as_mentor(mentor), target=mentor, until=timezone.localdate() + days * DAY)
    assert set(refused.value.fields) == {"until"} and again(mentor).state == MentorState.ACTIVE


def test_pause_of_somebody_paused_is_refused(mentor):
    actions.mentor_pause(actor=MACHINE, target=mentor)
    with pytest.raises(InvalidTransition):
        actions.mentor_pause(actor=MACHINE, target=mentor)


def test_one_pause_that_cannot_end_does_not_stop_the_sweep(mentor, monkeypatch):
    monkeypatch.setattr(due_work, "_works", {})

    @due_work.due("tests.broken")
    def broken(now):
        return 1 // 0

    @due_work.due("tests.sound")
    def sound(now):
        return 2

    swept = sweep(publish=False)
    assert (swept.done, swept.failed_rules) == (2, ["tests.broken"])


# departures ----------------------------------------------------------------------------------------------------------
def test_mentor_on_whom_somebody_counts_does_not_leave(mentor):
    a_mentorship(mentor=mentor)
    a_proposal(ProposalState.OFFERED, mentor=mentor)
    with pytest.raises(Conflict, match="accompagne encore un jeune.*Une proposition attend"):
        actions.mentor_leave(actor=MACHINE, target=mentor, reason="Retraite")
    assert again(mentor).state == MentorState.ACTIVE


def test_departure_and_its_way_back_keep_account_and_reason(mentor):
    staff = national()
    actions.mentor_leave(actor=staff, target=mentor, reason="Congé parental")
    with pytest.raises(Conflict, match="rétablissez d’abord"):
        actions.mentor_edit(actor=staff, target=mentor, expected_version=None, capacity=2)
    with pytest.raises(Forbidden):
        actions.mentor_restore(actor=regional("33"), target=mentor)
    back = actions.mentor_restore(actor=staff, target=again(mentor), reason="Retour")
    assert (back.state, back.user) == (MentorState.ACTIVE, mentor.user)
    assert [log.reason for log in TransitionLog.objects.of(back)] == ["Congé parental", "Retour"]


def test_return_is_refused_when_another_record_has_the_address(mentor):
    actions.mentor_leave(actor=MACHINE, target=mentor, reason="Départ")
    a_mentor(email=mentor.email)
    with pytest.raises(Invalid, match="a déjà cette adresse"):
        actions.mentor_restore(actor=MACHINE, target=again(mentor))
