"""What time alone makes due between two people, on the clock of each."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from mentoring.mentorships.models import Meeting, MeetingState, MentorshipState
from mentoring.mentorships.reminders import meeting_tomorrow, meeting_unreported, no_first_meeting
from nqt.outbox.models import Message
from nqt.outbox.sweeping import sweep
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship
from tests.harness.factories.regions import DepartmentFactory

pytestmark = pytest.mark.django_db
ZONES = ["Europe/Paris", "America/Martinique", "America/Guadeloupe", "Indian/Reunion"]


def a_meeting(zone, at, pair=None):
    pair = pair or a_mentorship(
        graduate=a_graduate(department=DepartmentFactory(time_zone=zone)),
        mentor=a_mentor(department=DepartmentFactory(time_zone=zone)),
    )
    end = at + datetime.timedelta(minutes=45)
    state = MeetingState.CONFIRMED
    return Meeting.objects.create(mentorship=pair, state=state, proposed_by="mentor", starts_at=at, ends_at=end)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28", "2026-12-10"])
def test_tomorrow_is_said_the_day_before_where_the_reader_lives(zone, day):
    there, date = ZoneInfo(zone), datetime.date.fromisoformat(day)
    meeting = a_meeting(zone, datetime.datetime.combine(date, datetime.time(18), tzinfo=there))
    for before, due in ((2, 0), (1, 2), (0, 0)):
        now = datetime.datetime.combine(date - datetime.timedelta(days=before), datetime.time(12), tzinfo=there)
        found = list(meeting_tomorrow(now))
        assert len(found) == due
    midnight = datetime.datetime.combine(date, datetime.time(), tzinfo=there)
    last = midnight - datetime.timedelta(minutes=1)
    assert {reminder.expires_at for reminder in meeting_tomorrow(last)} == {midnight}
    assert meeting.starts_at > midnight


def test_each_of_two_clocks_has_its_own_tomorrow():
    pair = a_mentorship(
        graduate=a_graduate(department=DepartmentFactory(time_zone="Indian/Reunion")),
        mentor=a_mentor(department=DepartmentFactory(time_zone="America/Martinique")),
    )
    at = datetime.datetime(2026, 11, 10, 1, tzinfo=ZoneInfo("Indian/Reunion"))  # the 9th, 17 h, in Martinique
    a_meeting("", at, pair)
    noon = datetime.datetime(2026, 11, 9, 12, tzinfo=ZoneInfo("Indian/Reunion"))
    assert [reminder.context["side"] for reminder in meeting_tomorrow(noon)] == ["graduate"]
    assert [r.context["side"] for r in meeting_tomorrow(noon - datetime.timedelta(hours=20))] == ["mentor"]


@pytest.mark.parametrize("zone", ZONES)
def test_reminder_leaves_between_eight_and_twenty_where_its_reader_lives(zone, time_machine):
    there = ZoneInfo(zone)
    a_meeting(zone, datetime.datetime(2026, 10, 25, 18, tzinfo=there))
    night = datetime.datetime(2026, 10, 24, 2, 30, tzinfo=there)
    time_machine.move_to(night)
    sweep(now=night)
    sweep(now=night)
    mails = Message.objects.of_kind("mentoring.mentorships.meeting_tomorrow")
    assert mails.count() == 2
    for mail in mails:
        local = mail.next_try_at.astimezone(there)
        assert (local.date(), local.hour) == (datetime.date(2026, 10, 24), 8)


@pytest.mark.parametrize(
    ("days", "sides"), [(0.5, []), (1, ["mentor"]), (2.9, ["mentor"]), (3.5, []), (4, ["graduate", "mentor"]), (7, [])]
)
def test_untold_meeting_is_asked_after_one_and_four_days(days, sides):
    meeting = a_meeting("Europe/Paris", datetime.datetime(2026, 11, 10, 18, tzinfo=ZoneInfo("Europe/Paris")))
    later = meeting.ends_at + datetime.timedelta(days=days, minutes=1)
    assert sorted(reminder.context["side"] for reminder in meeting_unreported(later)) == sides


def test_nobody_is_asked_about_a_meeting_of_a_pair_that_ended():
    pair = a_mentorship(MentorshipState.CLOSED)
    meeting = a_meeting("", datetime.datetime(2026, 11, 10, 18, tzinfo=datetime.UTC), pair)
    assert not list(meeting_unreported(meeting.ends_at + datetime.timedelta(days=1, minutes=1)))


@pytest.mark.parametrize(("days", "due"), [(9, 0), (10, 2), (11.9, 2), (12.1, 0)])
def test_first_meeting_that_does_not_come_is_asked_for_after_ten_days(days, due):
    pair = a_mentorship()
    later = pair.announced_at + datetime.timedelta(days=days, minutes=1)
    assert len(list(no_first_meeting(later))) == due
    a_meeting("", later + datetime.timedelta(days=3), pair)
    assert not list(no_first_meeting(later))
