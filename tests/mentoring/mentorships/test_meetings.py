"""Slots, one chosen, the hour right wherever one is, told in one gesture; changing, telling that something is wrong."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone
from icalendar import Calendar
from rest_framework.exceptions import ValidationError

from mentoring.graduates.models import Graduate
from mentoring.matching.places import taken
from mentoring.mentorships import actions
from mentoring.mentorships.calendars import ics_of
from mentoring.mentorships.models import Concern, Meeting, MeetingState, Mentorship
from mentoring.mentorships.resources.meetings import When
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from nqt.outbox.sweeping import sweep
from tests.harness.at_once import at_once
from tests.harness.factories.accounts import sign_in
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, as_graduate, as_mentor
from tests.harness.factories.organizations import national, regional
from tests.harness.factories.regions import DepartmentFactory

pytestmark = pytest.mark.django_db
UTC = datetime.UTC
ZONES = {
    "75": "Europe/Paris",
    "972": "America/Martinique",
    "971": "America/Guadeloupe",
    "974": "Indian/Reunion",
}


def soon(hours: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(hours=hours)


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def pair() -> Mentorship:
    return a_mentorship()


@pytest.fixture
def graduate(pair):
    return as_graduate(pair.graduate)


@pytest.fixture
def mentor(pair):
    return as_mentor(pair.mentor)


def proposed(pair, actor, *hours: float, **facts) -> Meeting:
    slots = [soon(each) for each in hours or (24, 48, 72)]
    return actions.meeting_propose(actor=actor, mentorship=pair, slots=slots, mode="video", **facts)


def confirmed(pair, graduate, mentor, hours: float = 24) -> Meeting:
    meeting = proposed(pair, graduate, hours)
    return actions.meeting_confirm(actor=mentor, target=meeting, slot=meeting.slots.get())


def past(meeting: Meeting) -> Meeting:
    """As if it had ended two hours ago."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=soon(-3), ends_at=soon(-2))
    return again(meeting)


# slots ---------------------------------------------------------------------------------------------------------------
def test_one_proposes_three_slots_and_the_other_chooses(pair, graduate, mentor):
    meeting = proposed(pair, graduate, topic="Mon CV")
    letter = render(Message.objects.get(kind="mentoring.mentorships.meeting_proposed"))
    assert "Mon CV" in letter.text and pair.graduate.last_name not in letter.text
    with pytest.raises(Conflict, match="l’autre personne"):
        actions.meeting_confirm(actor=graduate, target=meeting, slot=meeting.slots.first())
    chosen = meeting.slots.last()
    meeting = actions.meeting_confirm(actor=mentor, target=meeting, slot=chosen)
    assert (meeting.state, meeting.starts_at, meeting.sequence) == (MeetingState.CONFIRMED, chosen.starts_at, 1)
    told = Message.objects.filter(kind="mentoring.mentorships.meeting_confirmed")
    assert {message.to for message in told} == {pair.graduate.email, pair.mentor.email}


@pytest.mark.parametrize("hours", [(), (-1,), (0.1,), (24, 25, 26, 27), (24 * 130,)])
def test_slots_past_too_near_too_many_or_too_far_are_refused(pair, graduate, hours):
    with pytest.raises(Invalid):
        actions.meeting_propose(actor=graduate, mentorship=pair, slots=[soon(h) for h in hours], mode="video")
    assert not Meeting.objects.exists()


def test_second_proposal_while_one_waits_is_refused(pair, graduate, mentor):
    proposed(pair, graduate)
    with pytest.raises(Conflict, match="attendent déjà"):
        proposed(pair, mentor)


def test_slot_of_another_meeting_is_no_slot(pair, graduate, mentor):
    other = a_mentorship()
    elsewhere = proposed(other, as_graduate(other.graduate))
    meeting = proposed(pair, graduate)
    with pytest.raises(Invalid):
        actions.meeting_confirm(actor=mentor, target=meeting, slot=elsewhere.slots.first())


def test_slot_that_passed_meanwhile_is_not_confirmed(pair, graduate, mentor):
    meeting = proposed(pair, graduate, 1)
    meeting.slots.update(starts_at=soon(-1))
    with pytest.raises(Invalid) as refused:
        actions.meeting_confirm(actor=mentor, target=meeting, slot=meeting.slots.get())
    assert "passé" in refused.value.fields["slot"]


def test_moving_asks_the_other_again_and_cancelling_tells(pair, graduate, mentor):
    meeting = confirmed(pair, graduate, mentor)
    meeting = actions.meeting_move(actor=mentor, target=meeting, slots=[soon(50)])
    assert (meeting.state, meeting.proposed_by, meeting.starts_at) == (MeetingState.PROPOSED, "mentor", None)
    meeting = actions.meeting_cancel(actor=graduate, target=again(meeting))
    assert meeting.cancelled_by == "graduate"
    assert render(Message.objects.get(kind="mentoring.mentorships.meeting_cancelled")).text


def test_somebody_else_writes_nothing(pair, graduate):
    meeting = proposed(pair, graduate)
    for stranger in (as_mentor(a_mentor()), as_graduate(a_graduate()), national()):
        with pytest.raises(Forbidden):
            actions.meeting_cancel(actor=stranger, target=meeting)


@pytest.mark.django_db(transaction=True)
def test_both_propose_at_once_and_one_proposal_stands():
    pair = a_mentorship()
    graduate, mentor = as_graduate(pair.graduate), as_mentor(pair.mentor)
    outcomes = at_once(lambda: proposed(pair, graduate), lambda: proposed(pair, mentor))
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1 and Meeting.objects.count() == 1


# telling -------------------------------------------------------------------------------------------------------------
def test_first_meeting_held_starts_the_mentorship(pair, graduate, mentor):
    meeting = past(confirmed(pair, graduate, mentor))
    actions.meeting_report(actor=mentor, target=meeting, outcome="held", shared_note="CV", private_note="timide")
    assert again(pair).state == "started" and again(pair).started_on == timezone.localdate(meeting.starts_at)


def test_absence_says_whose_and_may_be_corrected(pair, graduate, mentor):
    meeting = past(confirmed(pair, graduate, mentor))
    meeting = actions.meeting_report(actor=mentor, target=meeting, outcome="absent_graduate")
    assert (meeting.state, meeting.absent, again(pair).state) == (MeetingState.NO_SHOW, "graduate", "announced")
    meeting = actions.meeting_report(actor=graduate, target=again(meeting), outcome="held")
    assert (meeting.state, meeting.absent, again(pair).state) == (MeetingState.HELD, "", "started")


def test_meeting_to_come_is_not_told_yet(pair, graduate, mentor):
    meeting = confirmed(pair, graduate, mentor)
    with pytest.raises(Conflict, match="pas encore eu lieu"):
        actions.meeting_report(actor=mentor, target=meeting, outcome="held")


def test_private_note_is_the_mentor_s_alone(pair, graduate, mentor, client):
    meeting = past(confirmed(pair, graduate, mentor))
    actions.meeting_report(actor=mentor, target=meeting, outcome="held", shared_note="à 2", private_note="CANARI")
    actions.meeting_report(actor=graduate, target=again(meeting), outcome="held", shared_note="à 2", private_note="non")
    assert again(meeting).private_note == "CANARI"
    sign_in(client, pair.graduate.user)
    for path in ("mentorships", "meetings"):
        row = pair if path == "mentorships" else meeting
        for url in (f"/graduate/{path}/{row.public_id}/", f"/api/v1/graduate/{path}/{row.public_id}/"):
            page = client.get(url).content.decode()
            assert "à 2" in page and "CANARI" not in page


# hours ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "typed", "utc"),
    [
        ("Europe/Paris", "2026-10-24T10:00", "2026-10-24T08:00"),
        ("Europe/Paris", "2026-10-25T10:00", "2026-10-25T09:00"),
        ("Europe/Paris", "2027-03-28T10:00", "2027-03-28T08:00"),
        ("America/Martinique", "2026-10-25T10:00", "2026-10-25T14:00"),
        ("America/Guadeloupe", "2027-03-28T10:00", "2027-03-28T14:00"),
        ("Indian/Reunion", "2027-03-28T10:00", "2027-03-28T06:00"),
    ],
)
def test_hour_typed_is_the_hour_of_whoever_types(zone, typed, utc):
    with timezone.override(zoneinfo.ZoneInfo(zone)):
        moment = When().run_validation(typed)
    assert moment.astimezone(UTC) == datetime.datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_hour_that_a_spring_night_skips_is_refused_in_words():
    with timezone.override(zoneinfo.ZoneInfo("Europe/Paris")), pytest.raises(ValidationError, match="horloges"):
        When().run_validation("2027-03-28T02:30")
    with timezone.override(zoneinfo.ZoneInfo("Indian/Reunion")):
        assert When().run_validation("2027-03-28T02:30")


def test_calendar_file_has_one_uid_its_sequence_and_utc_hours_across_the_clock_change(pair, graduate, mentor):
    meeting = confirmed(pair, graduate, mentor)
    starts = datetime.datetime(2026, 10, 25, 9, tzinfo=UTC)
    meeting.starts_at, meeting.ends_at = starts, starts + datetime.timedelta(minutes=45)
    event = Calendar.from_ical(ics_of(meeting, other="Sophie", now=timezone.now())).walk("VEVENT")[0]
    assert event["DTSTART"].to_ical() == b"20261025T090000Z" and event.decoded("sequence") == 1
    assert str(meeting.public_id) in event["UID"] and event["STATUS"] == "CONFIRMED"
    gone = Calendar.from_ical(
        ics_of(actions.meeting_cancel(actor=mentor, target=again(meeting)), other="Sophie", now=timezone.now())
    )
    assert gone["METHOD"] == "CANCEL" and gone.walk("VEVENT")[0]["UID"] == event["UID"]


def test_calendar_file_is_downloaded_by_each_of_the_two_alone(pair, graduate, mentor, client):
    meeting = confirmed(pair, graduate, mentor)
    sign_in(client, pair.mentor.user)
    answer = client.get(f"/mentor/meetings/{meeting.public_id}/calendar/")
    assert answer["Content-Type"] == "text/calendar" and b"BEGIN:VEVENT" in answer.content
    stranger = a_mentorship()
    as_mentor(stranger.mentor)
    sign_in(client, stranger.mentor.user)
    assert client.get(f"/mentor/meetings/{meeting.public_id}/calendar/").status_code == 404


# reminders -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ZONES)
def test_meeting_tomorrow_is_told_the_day_before_where_each_one_is_and_never_at_night(code):
    zone = {"75": "Europe/Paris", "972": "America/Martinique", "971": "America/Guadeloupe", "974": "Indian/Reunion"}[
        code
    ]
    here = DepartmentFactory(code=code, time_zone=zone)
    pair = a_mentorship(graduate=a_graduate(department=here), mentor=a_mentor(department=here))
    local = zoneinfo.ZoneInfo(zone)
    starts = datetime.datetime(2026, 11, 12, 9, tzinfo=local)
    facts = {"starts_at": starts, "ends_at": starts + datetime.timedelta(minutes=45), "proposed_by": "mentor"}
    Meeting.objects.create(mentorship=pair, state="confirmed", **facts)
    for hour in range(48):
        sweep(now=datetime.datetime(2026, 11, 10, tzinfo=UTC) + datetime.timedelta(hours=hour), publish=False)
    messages = Message.objects.filter(kind="mentoring.mentorships.meeting_tomorrow")
    assert messages.count() == 2
    for message in messages:
        leaves = message.next_try_at.astimezone(local)
        assert leaves.date() == datetime.date(2026, 11, 11) and 8 <= leaves.hour < 21


def test_meeting_nobody_told_is_asked_about_once_then_both_are_asked(pair, graduate, mentor):
    meeting = past(confirmed(pair, graduate, mentor))
    for day in range(8):
        sweep(now=meeting.ends_at + datetime.timedelta(days=day, hours=1), publish=False)
    asked = Message.objects.filter(kind="mentoring.mentorships.meeting_unreported")
    assert sorted(message.to for message in asked) == sorted([pair.mentor.email] * 2 + [pair.graduate.email])


def test_no_first_meeting_after_ten_days_is_told_to_both_unless_one_is_fixed(graduate, mentor, pair):
    late = timezone.now() - datetime.timedelta(days=10, hours=1)
    Mentorship.objects.update(announced_at=late)
    confirmed(pair, graduate, mentor)
    other = a_mentorship(announced_at=late)
    sweep(now=timezone.now(), publish=False)
    told = Message.objects.filter(kind="mentoring.mentorships.no_first_meeting")
    assert {message.to for message in told} == {other.graduate.email, other.mentor.email}


# ending --------------------------------------------------------------------------------------------------------------
def test_asking_for_another_mentor_frees_the_place_and_the_other_never_learns_why(pair, graduate, mentor):
    confirmed(pair, graduate, mentor)
    actions.mentor_change(actor=graduate, target=pair, note="CANARI")
    assert again(pair).state == "closed" and taken([pair.mentor_id]) == {pair.mentor_id: 0}
    assert Graduate.objects.pool().filter(pk=pair.graduate_id).exists()
    assert Meeting.objects.get().state == MeetingState.CANCELLED
    for message in Message.objects.filter(kind="mentoring.mentorships.ended"):
        assert "CANARI" not in render(message).text
    assert not Mentorship.objects.visible_to(mentor).exists()


def test_closed_by_mistake_is_reopened_only_while_the_place_is_free(pair, graduate, mentor):
    actions.mentorship_close(actor=national(), target=pair, close_reason="term")
    assert actions.mentorship_reopen(actor=national(), target=again(pair)).state == "announced"
    actions.mentorship_close(actor=national(), target=again(pair), close_reason="term")
    a_mentorship(mentor=pair.mentor)
    with pytest.raises(Conflict, match="plus de place"):
        actions.mentorship_reopen(actor=national(), target=again(pair))


def test_concern_is_read_by_national_staff_alone(pair, graduate, mentor, client_as):
    concern = actions.concern_raise(actor=graduate, mentorship=pair, text="Quelque chose ne va pas.")
    assert list(Concern.objects.visible_to(national())) == [concern]
    for other in (mentor, graduate, regional("17")):
        assert not Concern.objects.visible_to(other).exists()
    settled = actions.concern_settle(actor=national(), target=concern, settlement="Appelée.")
    assert settled.state == "settled"


def test_pages_of_both_walk_through_a_meeting(pair, client_as):
    as_graduate(pair.graduate)
    as_mentor(pair.mentor)
    graduate, mentor = client_as(user=pair.graduate.user), client_as(user=pair.mentor.user)
    mine = f"/graduate/mentorships/{pair.public_id}/"
    assert "Proposer un rendez-vous" in graduate.get(mine).content.decode()
    when = timezone.localtime(soon(30)).strftime("%Y-%m-%dT%H:%M")
    body = {"slot_1": when, "mode": "phone", "version": 1}
    assert graduate.post(f"{mine}propose/", body).status_code == 303
    page = mentor.get(f"/mentor/mentees/{pair.public_id}/").content.decode()
    assert "vous propose" in page
    meeting = Meeting.objects.get()
    chosen = {"slot": str(meeting.slots.get().public_id), "version": meeting.version}
    assert mentor.post(f"/mentor/meetings/{meeting.public_id}/confirm/", chosen).status_code == 303
    assert "Ajouter à mon agenda" in graduate.get("/graduate/home/").content.decode()
    meeting = past(again(meeting))
    assert "Avez-vous rencontré" in mentor.get("/mentor/home/").content.decode()
    report = {"outcome": "held", "shared_note": "Bien.", "version": meeting.version}
    assert mentor.post(f"/mentor/meetings/{meeting.public_id}/report/", report).status_code == 303
    assert again(pair).state == "started"
