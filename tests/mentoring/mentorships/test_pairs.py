"""Changing, closing, reopening; telling national staff that something is wrong."""

import datetime

import pytest
from django.utils import timezone

from mentoring.matching import actions as matching
from mentoring.matching.models import ProposalState
from mentoring.matching.places import taken
from mentoring.mentorships import actions
from mentoring.mentorships.models import CloseReason, Concern, Mentorship, MentorshipState
from nqt.common.errors import Conflict, Forbidden
from nqt.outbox.delivery import render
from nqt.outbox.models import Message
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_mentor, a_mentorship, a_proposal, as_graduate, as_mentor
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
    offered = matching.proposal_approve(actor=MACHINE, target=a_proposal(graduate=pair.graduate))
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
