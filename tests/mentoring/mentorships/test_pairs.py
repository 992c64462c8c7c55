"""Changing, closing, reopening; telling national staff that something is wrong."""

import datetime

import pytest
from django.utils import timezone

from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships import actions
from mentoring.mentorships.models import CloseReason, Concern, Mentorship, MentorshipState
from mentoring.proposals.actions import proposal_approve
from mentoring.proposals.models import MatchProposal, ProposalState
from mentoring.proposals.places import taken
from nqt.common.errors import Conflict, Forbidden
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from nqt.outbox.delivery import render
from nqt.outbox.models import Message
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import (
    a_mentor,
    a_mentorship,
    a_proposal,
    a_run,
    as_graduate,
    as_mentor,
)
from tests.harness.factories.organizations import MACHINE
from tests.harness.factories.regions import assign

pytestmark = pytest.mark.django_db
WHY = "Canari : il ne répond jamais."


def again(pair):
    return Mentorship.objects.get(pk=pair.pk)


def test_changing_frees_the_place_and_puts_the_graduate_back_in_the_pool():
    pair = a_mentorship(MentorshipState.STARTED, mentor=a_mentor(capacity=1))
    actions.mentor_change(actor=as_graduate(pair.graduate), target=pair, note=WHY)
    assert (again(pair).state, again(pair).close_reason) == (MentorshipState.CLOSED, CloseReason.CHANGED)
    assert taken([pair.mentor.pk])[pair.mentor.pk] == 0
    offered = proposal_approve(actor=MACHINE, target=a_proposal(graduate=pair.graduate))
    assert offered.state == ProposalState.OFFERED


def test_mentor_reads_neutral_words_and_never_why(client_as):
    pair = a_mentorship(MentorshipState.STARTED)
    mentor = as_mentor(pair.mentor)
    actions.mentor_change(actor=as_graduate(pair.graduate), target=pair, note=WHY)
    mails = Message.objects.of_kind("mentoring.mentorships.ended")
    assert {mail.to for mail in mails} == {pair.mentor.email, pair.graduate.email}
    assert not any("Canari" in f"{render(mail)}" for mail in mails)
    visitor = client_as(user=mentor.user)
    assert visitor.get(f"/mentor/mentees/{pair.public_id}/").status_code == 404
    assert "Canari" not in visitor.get("/mentor/home/").content.decode()
    assert "Canari" in client_as("staff_national").get(f"/staff/mentorships/{pair.public_id}/").content.decode()


def test_what_was_to_come_between_them_is_cancelled():
    pair = a_mentorship()
    meeting = pair.meetings.create(proposed_by="mentor", mode="video")
    actions.mentor_change(actor=as_mentor(pair.mentor), target=pair)
    meeting = pair.meetings.get(pk=meeting.pk)
    assert meeting.state == "cancelled"


@pytest.mark.parametrize("who", [as_graduate, as_mentor, None])
def test_fixed_meeting_leaves_both_calendars_when_the_pair_ends(who):
    pair, soon = a_mentorship(), timezone.now() + datetime.timedelta(days=2)
    graduate, mentor = as_graduate(pair.graduate), as_mentor(pair.mentor)
    meeting = actions.meeting_propose(actor=graduate, mentorship=pair, slots=[soon], mode="video")
    actions.meeting_confirm(actor=mentor, target=meeting, slot=meeting.slots.get())
    if who is None:
        actions.mentorship_close(actor=MACHINE, target=pair, close_reason=CloseReason.TERM)
    else:
        actions.mentor_change(actor={as_graduate: graduate, as_mentor: mentor}[who], target=pair)
    meeting = pair.meetings.get(pk=meeting.pk)
    assert (meeting.state, meeting.cancelled_by, meeting.starts_at) == ("cancelled", "", soon)
    mails = Message.objects.of_kind("mentoring.mentorships.meeting_cancelled")
    assert {mail.to for mail in mails} == {pair.graduate.email, pair.mentor.email}
    for mail in mails:
        assert mail.context["sequence"] == meeting.sequence
        said = f"{render(mail)}"
        assert "a pris fin" in said and "en proposer un autre" not in said
        assert str(pair.public_id) not in said, "the page of a pair that ended is no page for its mentor"


def test_slots_that_nobody_chose_are_cancelled_without_a_mail_of_their_own():
    pair, soon = a_mentorship(), timezone.now() + datetime.timedelta(days=2)
    actions.meeting_propose(actor=as_graduate(pair.graduate), mentorship=pair, slots=[soon], mode="video")
    actions.mentor_change(actor=as_graduate(pair.graduate), target=pair)
    assert pair.meetings.get().state == "cancelled"
    assert not Message.objects.of_kind("mentoring.mentorships.meeting_cancelled").exists()


def ended(pair, why):
    """A pair closed by staff for a reason, or by its graduate."""
    if why == CloseReason.CHANGED:
        actions.mentor_change(actor=as_graduate(pair.graduate), target=pair)
    else:
        actions.mentorship_close(actor=MACHINE, target=pair, close_reason=why)
    return Job.objects.filter(kind="mentoring.matching.replace")


@pytest.mark.parametrize("has_left", [False, True])
@pytest.mark.parametrize("why", [CloseReason.CHANGED, CloseReason.MENTOR_LEFT])
def test_search_for_the_next_one_begins_at_once(why, has_left):
    run = a_run()
    pair = a_mentorship(MentorshipState.STARTED)
    other = a_mentor(department=pair.graduate.department)
    [search] = ended(pair, why)
    if has_left:
        Mentor.objects.filter(pk=pair.mentor.pk).update(state=MentorState.LEFT)
    perform(search.pk)
    found = MatchProposal.objects.get(graduate=pair.graduate)
    assert (found.state, found.mentor, found.run) == (ProposalState.PROPOSED, other, run)
    search.refresh_from_db()
    assert search.result["told"] == ["Une mise en relation est à relire."]


def test_search_goes_on_from_the_proposal_that_made_the_pair():
    run = a_run()
    proposal = a_proposal(ProposalState.ACCEPTED, run=run)
    pair = a_mentorship(graduate=proposal.graduate, mentor=proposal.mentor, proposal=proposal)
    a_mentor(department=pair.graduate.department)
    perform(ended(pair, CloseReason.CHANGED).get().pk)
    assert MatchProposal.objects.unread().get().follows == proposal


def test_nobody_is_looked_for_when_nobody_is_wanted_and_nobody_possible_is_said():
    a_run()
    for why in set(CloseReason) - {CloseReason.CHANGED, CloseReason.MENTOR_LEFT}:
        assert not ended(a_mentorship(), why).exists(), why
    [search] = ended(a_mentorship(), CloseReason.CHANGED)
    Mentor.objects.update(state=MentorState.PAUSED)
    perform(search.pk)
    search.refresh_from_db()
    assert search.result["told"] == ["Personne d’autre n’est possible pour le moment."]
    assert not MatchProposal.objects.exists()


def test_somebody_else_changes_and_closes_nothing():
    pair, other = a_mentorship(), a_mentorship()
    for actor in (as_graduate(other.graduate), as_mentor(other.mentor)):
        with pytest.raises(Forbidden):
            actions.mentor_change(actor=actor, target=pair)
    with pytest.raises(Forbidden):
        actions.mentorship_close(actor=as_mentor(pair.mentor), target=pair, close_reason="term")
    assert again(pair).state == MentorshipState.ANNOUNCED


def test_closed_pair_reopens_where_it_was_unless_the_place_is_taken(client_as):
    mentor = a_mentor(capacity=1)
    pair = a_mentorship(MentorshipState.STARTED, mentor=mentor)
    staff = client_as("staff_national")
    url = f"/staff/mentorships/{pair.public_id}/"
    closed = staff.post(f"{url}close/", {"close_reason": "term", "close_note": "", "version": pair.version})
    assert closed.status_code == 303 and again(pair).state == MentorshipState.CLOSED
    assert staff.post(f"{url}reopen/", {"version": again(pair).version}).status_code == 303
    assert again(pair).state == MentorshipState.STARTED
    actions.mentorship_close(actor=MACHINE, target=pair, close_reason="term")
    a_mentorship(mentor=mentor)
    assert staff.post(f"{url}reopen/", {"version": again(pair).version}).status_code == 409
    assert again(pair).state == MentorshipState.CLOSED


def test_concern_is_read_by_national_staff_alone_and_its_mail_says_nothing_of_it(client_as):
    pair = a_mentorship()
    national, regional = UserFactory(), UserFactory()
    assign(national)
    assign(regional, department=pair.graduate.department)
    concern = actions.concern_raise(actor=as_graduate(pair.graduate), mentorship=pair, text=WHY)
    [mail] = Message.objects.of_kind("mentoring.mentorships.concern_raised")
    assert mail.to == national.email and "Canari" not in f"{render(mail)}"
    as_mentor(pair.mentor)
    assert "Canari" in client_as(user=national).get(f"/staff/concerns/{concern.public_id}/").content.decode()
    assert client_as(user=regional).get(f"/staff/concerns/{concern.public_id}/").status_code in (403, 404)
    refused = client_as(user=regional).get("/staff/concerns/")
    assert refused.status_code == 403 and 'href="/staff/concerns/"' not in refused.content.decode(), "no way back to it"
    for user, page in (
        (regional, f"/staff/mentorships/{pair.public_id}/"),
        (pair.mentor.user, f"/mentor/mentees/{pair.public_id}/"),
        (pair.mentor.user, f"/api/v1/mentor/mentees/{pair.public_id}/"),
    ):
        answer = client_as(user=user).get(page)
        assert answer.status_code == 200 and "Canari" not in answer.content.decode()


def test_graduate_may_still_tell_after_the_end(client_as):
    pair = a_mentorship(MentorshipState.CLOSED)
    as_graduate(pair.graduate)
    url = f"/graduate/mentorships/{pair.public_id}/worry/"
    assert client_as(user=pair.graduate.user).post(url, {"text": WHY, "version": pair.version}).status_code == 303
    assert Concern.objects.get().side == "graduate"


def test_pair_that_ended_takes_no_more_meetings():
    pair, soon = a_mentorship(MentorshipState.CLOSED), timezone.now() + datetime.timedelta(days=2)
    with pytest.raises(Conflict, match="terminé"):
        actions.meeting_propose(
            actor=as_graduate(pair.graduate),
            mentorship=pair,
            slots=[soon],
            mode="video",
        )
