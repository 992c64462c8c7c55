"""Meetings: slots, a choice, the hour where each one lives, the calendar, the report."""

import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mentoring.mentorships import actions
from mentoring.mentorships.models import Meeting, MeetingState, Mentorship, MentorshipState
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.outbox.kinds import kind_of
from nqt.outbox.models import Message
from tests.harness.at_once import raised_at_once
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, as_graduate, as_mentor
from tests.harness.factories.organizations import MACHINE
from tests.harness.factories.regions import DepartmentFactory
from tests.harness.words import said

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 10, 20, 8, tzinfo=datetime.UTC)
ZONES = ["Europe/Paris", "America/Martinique", "America/Guadeloupe", "Indian/Reunion"]
PRIVATE = "Canari : un peu timide."


@pytest.fixture(autouse=True)
def october(time_machine):
    time_machine.move_to(START)
    return time_machine


def a_pair(zone="Europe/Paris"):
    return a_mentorship(
        graduate=a_graduate(department=DepartmentFactory(time_zone=zone)),
        mentor=a_mentor(department=DepartmentFactory(time_zone="Europe/Paris")),
    )


def hours(*after):
    return [START + datetime.timedelta(hours=number) for number in after]


def proposed(pair, *after):
    return actions.meeting_propose(
        actor=as_graduate(pair.graduate), mentorship=pair, slots=hours(*(after or (30,))), mode="video"
    )


def confirmed(pair, after=30):
    meeting = proposed(pair, after)
    return actions.meeting_confirm(actor=as_mentor(pair.mentor), target=meeting, slot=meeting.slots.get())


def again(row):
    return type(row).objects.get(pk=row.pk)


def calendar_of(visitor, meeting, audience="graduate"):
    answer = visitor.get(f"/{audience}/meetings/{meeting.public_id}/calendar/")
    return answer, answer.status_code == 200 and Calendar.from_ical(answer.content)


def test_three_slots_one_chosen_by_the_other_and_both_are_written_to():
    pair = a_pair()
    meeting = proposed(pair, 30, 54, 78)
    with pytest.raises(Conflict, match="l’autre personne"):
        actions.meeting_confirm(actor=as_graduate(pair.graduate), target=meeting, slot=meeting.slots.first())
    second = meeting.slots.all()[1]
    actions.meeting_confirm(actor=as_mentor(pair.mentor), target=meeting, slot=second)
    assert again(meeting).starts_at == second.starts_at
    told = Message.objects.of_kind("mentoring.mentorships.meeting_confirmed").values_list("to", flat=True)
    assert set(told) == {pair.graduate.email, pair.mentor.email}


@pytest.mark.parametrize("after", [(), (1, 2, 3, 4), (-1,), (0.2,), (24 * 121,)])
def test_slots_are_one_to_three_and_soon(after):
    pair = a_pair()
    with pytest.raises(Invalid):
        actions.meeting_propose(actor=as_graduate(pair.graduate), mentorship=pair, slots=hours(*after), mode="video")
    assert not Meeting.objects.exists()


def test_somebody_else_proposes_nothing():
    pair, other = a_pair(), a_pair()
    with pytest.raises(Forbidden):
        actions.meeting_propose(actor=as_mentor(other.mentor), mentorship=pair, slots=hours(30), mode="video")


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_are_one():
    pair = a_pair()
    sides = as_graduate(pair.graduate), as_mentor(pair.mentor)
    acts = [
        partial(actions.meeting_propose, actor=side, mentorship=pair, slots=hours(30), mode="video") for side in sides
    ]
    [refusal] = raised_at_once(*acts)
    assert isinstance(refusal, Refusal) and Meeting.objects.count() == 1


def test_counter_proposal_turns_the_roles_round_and_withdraws_the_mail_of_the_first():
    pair = a_pair()
    meeting = proposed(pair)
    actions.meeting_move(actor=as_mentor(pair.mentor), target=meeting, slots=hours(60))
    build = kind_of("mentoring.mentorships.meeting_proposed").build
    built = {mail.to: build(mail) for mail in Message.objects.of_kind("mentoring.mentorships.meeting_proposed")}
    assert built[pair.mentor.email] is None
    assert [slot.astimezone(datetime.UTC) for slot in built[pair.graduate.email]["slots"]] == hours(60)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "wall", ["2026-10-24T18:30", "2026-10-25T18:30", "2026-10-26T18:30", "2026-10-25T02:30", "2026-11-20T23:45"]
)
def test_hour_typed_where_the_graduate_lives_is_that_hour_there(client_as, zone, wall):
    pair = a_pair(zone)
    as_graduate(pair.graduate)
    visitor = client_as(user=pair.graduate.user)
    url = f"/graduate/mentorships/{pair.public_id}/"
    answer = visitor.post(f"{url}propose/", {"slot_1": wall, "mode": "video", "version": pair.version})
    assert answer.status_code == 303, answer.content.decode()
    typed = datetime.datetime.fromisoformat(wall)
    at = Meeting.objects.get().slots.get().starts_at
    assert at == typed.replace(tzinfo=ZoneInfo(zone)).astimezone(datetime.UTC)
    shown = said(visitor.get(url))
    assert f" {typed.hour} h {typed:%M}" in shown


def test_each_reads_the_hour_of_her_own_clock(client_as):
    pair = a_pair("Indian/Reunion")
    as_mentor(pair.mentor)
    meeting = actions.meeting_propose(
        actor=as_graduate(pair.graduate),
        mentorship=pair,
        slots=[datetime.datetime(2026, 11, 3, 18, 30, tzinfo=ZoneInfo("Indian/Reunion"))],
        mode="video",
    )
    there = said(client_as(user=pair.graduate.user).get(f"/graduate/mentorships/{pair.public_id}/"))
    here = said(client_as(user=pair.mentor.user).get(f"/mentor/mentees/{pair.public_id}/"))
    assert "18 h 30" in there and "15 h 30" in here
    slots = {
        mail.context["side"]: kind_of(mail.kind).build(mail)["slots"][0].hour
        for mail in Message.objects.about("mentorship", pair.public_id).of_kind(
            "mentoring.mentorships.meeting_proposed"
        )
    }
    assert slots == {"mentor": 15} and meeting.state == MeetingState.PROPOSED


def test_hour_that_the_spring_night_skips_is_refused_in_paris_and_taken_in_la_reunion(client_as, october):
    october.move_to(datetime.datetime(2027, 3, 20, 8, tzinfo=datetime.UTC))
    for zone, status in (("Europe/Paris", 400), ("Indian/Reunion", 303)):
        pair = a_pair(zone)
        as_graduate(pair.graduate)
        body = {"slot_1": "2027-03-28T02:30", "mode": "video", "version": pair.version}
        answer = client_as(user=pair.graduate.user).post(f"/graduate/mentorships/{pair.public_id}/propose/", body)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-10-24T18:30", "20261024T163000Z"),
        ("2026-10-25T18:30", "20261025T173000Z"),
        ("2027-03-27T18:30", "20270327T173000Z"),
        ("2027-03-28T18:30", "20270328T163000Z"),
    ],
)
def test_calendar_file_has_the_right_hour_on_both_sides_of_the_clock_change(client_as, october, local, utc):
    at = datetime.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Paris"))
    october.move_to(at - datetime.timedelta(days=3))
    pair = a_pair()
    meeting = actions.meeting_propose(actor=as_graduate(pair.graduate), mentorship=pair, slots=[at], mode="phone")
    actions.meeting_confirm(actor=as_mentor(pair.mentor), target=meeting, slot=meeting.slots.get())
    answer, calendar = calendar_of(client_as(user=pair.graduate.user), meeting)
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{utc}" in answer.content.decode()
    [event] = calendar.walk("VEVENT")
    assert event["DTEND"].dt - event["DTSTART"].dt == datetime.timedelta(minutes=45)


def test_calendar_keeps_one_uid_and_counts_its_changes_until_it_is_taken_away(client_as):
    pair = a_pair()
    meeting = confirmed(pair)
    visitor = client_as(user=pair.graduate.user)
    _, first = calendar_of(visitor, meeting)
    actions.meeting_move(actor=as_graduate(pair.graduate), target=meeting, slots=hours(60))
    actions.meeting_confirm(actor=as_mentor(pair.mentor), target=meeting, slot=again(meeting).slots.get())
    _, moved = calendar_of(visitor, meeting)
    actions.meeting_cancel(actor=as_mentor(pair.mentor), target=meeting)
    _, gone = calendar_of(visitor, meeting)
    events = [calendar.walk("VEVENT")[0] for calendar in (first, moved, gone)]
    assert len({str(event["UID"]) for event in events}) == 1
    ranks = [int(event["SEQUENCE"]) for event in events]
    assert ranks == sorted(set(ranks))
    assert [str(calendar["METHOD"]) for calendar in (first, moved, gone)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert str(events[2]["STATUS"]) == "CANCELLED"


def test_meeting_without_hour_has_no_calendar_and_nobody_elses_has_one(client_as):
    pair = a_pair()
    meeting = proposed(pair)
    stranger = a_pair()
    as_graduate(stranger.graduate)
    assert calendar_of(client_as(user=pair.graduate.user), meeting)[0].status_code == 409
    assert calendar_of(client_as(user=stranger.graduate.user), meeting)[0].status_code == 404


def test_past_slot_is_not_chosen(october):
    pair = a_pair()
    meeting = proposed(pair)
    october.move_to(START + datetime.timedelta(hours=31))
    with pytest.raises(Invalid) as refused:
        actions.meeting_confirm(actor=as_mentor(pair.mentor), target=meeting, slot=meeting.slots.get())
    assert "passé" in refused.value.fields["slot"] and again(meeting).state == MeetingState.PROPOSED


def test_meeting_that_began_is_neither_moved_nor_cancelled(october):
    pair = a_pair()
    meeting = confirmed(pair)
    october.move_to(START + datetime.timedelta(hours=31))
    with pytest.raises(Conflict):
        actions.meeting_cancel(actor=as_mentor(pair.mentor), target=meeting)
    with pytest.raises(Conflict):
        actions.meeting_move(actor=as_mentor(pair.mentor), target=meeting, slots=hours(60))


@pytest.mark.django_db(transaction=True)
def test_chosen_and_cancelled_at_once_is_never_confirmed_and_cancelled():
    pair = a_pair()
    meeting = proposed(pair)
    graduate, mentor = as_graduate(pair.graduate), as_mentor(pair.mentor)
    raised_at_once(
        partial(actions.meeting_confirm, actor=mentor, target=meeting, slot=meeting.slots.get()),
        partial(actions.meeting_cancel, actor=graduate, target=meeting),
    )
    assert again(meeting).state == MeetingState.CANCELLED  # either order ends there: a confirmed one is cancelled


def test_first_meeting_held_starts_the_pair_and_the_second_changes_nothing(october):
    pair = a_pair()
    meeting = confirmed(pair)
    with pytest.raises(Conflict, match="pas encore"):
        actions.meeting_report(actor=as_mentor(pair.mentor), target=meeting, outcome="held")
    october.move_to(START + datetime.timedelta(hours=32))
    actions.meeting_report(actor=as_mentor(pair.mentor), target=meeting, outcome="held")
    started = again(pair)
    assert (started.state, started.started_on) == (MentorshipState.STARTED, datetime.date(2026, 10, 21))
    actions.meeting_report(actor=as_graduate(pair.graduate), target=meeting, outcome="held")
    assert again(pair).started_on == started.started_on


def test_missed_meeting_names_who_and_starts_nothing(october):
    pair = a_pair()
    meeting = confirmed(pair)
    october.move_to(START + datetime.timedelta(hours=32))
    actions.meeting_report(actor=as_graduate(pair.graduate), target=meeting, outcome="absent_mentor")
    assert (again(meeting).state, again(meeting).absent) == (MeetingState.NO_SHOW, "mentor")
    assert again(pair).state == MentorshipState.ANNOUNCED


def test_second_report_takes_no_note_away(october):
    pair = a_pair()
    meeting = confirmed(pair)
    october.move_to(START + datetime.timedelta(hours=32))
    report = partial(actions.meeting_report, target=meeting, outcome="held")
    report(actor=as_mentor(pair.mentor), shared_note="Un CV d’une page.", private_note=PRIVATE)
    report(actor=as_graduate(pair.graduate))
    report(actor=as_mentor(pair.mentor))
    assert (again(meeting).shared_note, again(meeting).private_note) == ("Un CV d’une page.", PRIVATE)


def test_note_for_oneself_is_read_by_the_mentor_alone(client_as, october):
    pair = a_pair()
    meeting = confirmed(pair)
    october.move_to(START + datetime.timedelta(hours=32))
    actions.meeting_report(actor=as_mentor(pair.mentor), target=meeting, outcome="held", private_note=PRIVATE)
    graduate, mentor = client_as(user=pair.graduate.user), client_as(user=pair.mentor.user)
    staff = client_as("staff_national")
    for visitor, page in (
        (graduate, f"graduate/mentorships/{pair.public_id}/"),
        (graduate, f"graduate/meetings/{meeting.public_id}/"),
        (graduate, f"graduate/meetings/{meeting.public_id}/calendar/"),
        (graduate, "graduate/home/"),
        (staff, f"staff/mentorships/{pair.public_id}/"),
    ):
        for mount in ("/", "/api/v1/"):
            assert "Canari" not in visitor.get(mount + page).content.decode()
    assert "Canari" in mentor.get(f"/api/v1/mentor/meetings/{meeting.public_id}/").content.decode()
    url = f"/graduate/meetings/{meeting.public_id}/report/"
    forged = graduate.post(url, {"outcome": "held", "private_note": "x", "version": again(meeting).version})
    assert forged.status_code == 400 and again(meeting).private_note == PRIVATE


def test_graduate_reports_in_one_post(client_as, october):
    pair = a_pair()
    meeting = confirmed(pair)
    october.move_to(START + datetime.timedelta(hours=32))
    visitor = client_as(user=pair.graduate.user)
    url = f"/graduate/meetings/{meeting.public_id}/report/"
    assert visitor.get(url).status_code == 200
    assert visitor.post(url, {"outcome": "held", "version": again(meeting).version}).status_code == 303
    assert Mentorship.objects.get().state == MentorshipState.STARTED


def test_page_of_the_pair_has_the_acts_of_its_meetings(client_as):
    pair = a_pair()
    meeting = proposed(pair, 30, 54)
    as_mentor(pair.mentor)
    for user, audience, names in (
        (pair.graduate.user, "graduate", {"move", "cancel"}),
        (pair.mentor.user, "mentor", {"confirm", "move", "cancel"}),
    ):
        page = "mentorships" if audience == "graduate" else "mentees"
        visitor = client_as(user=user)
        [shown] = visitor.get(f"/api/v1/{audience}/{page}/{pair.public_id}/").json()["meetings"]
        assert {action["name"] for action in shown["actions"]} == names
        words = said(visitor.get(f"/{audience}/{page}/{pair.public_id}/"))
        assert f"/{audience}/meetings/{meeting.public_id}/cancel/" in words
        assert visitor.get(f"/{audience}/home/").status_code == 200


def test_machine_takes_no_part():
    pair = a_pair()
    with pytest.raises(Forbidden):
        actions.meeting_propose(actor=MACHINE, mentorship=pair, slots=hours(30), mode="video")


def test_list_of_meetings_says_with_whom(client_as):
    pair, other = a_pair(), a_pair()
    mentor, graduate = as_mentor(pair.mentor), as_graduate(pair.graduate)
    for one in (pair, other):
        confirmed(one)
    for actor, audience, whom in ((mentor, "mentor", pair.graduate), (graduate, "graduate", pair.mentor)):
        visitor = client_as(user=actor.user)
        page = said(visitor.get(f"/{audience}/meetings/"))
        assert "Avec</th>" in page.replace("</a>", "") and page.count(str(whom)) == 1
        assert [row["other"] for row in visitor.get(f"/api/v1/{audience}/meetings/").json()["results"]] == [str(whom)]


def test_what_awaits_a_choice_comes_first_in_the_list_then_the_latest(client_as):
    mentor = a_mentor(department=DepartmentFactory(time_zone="Europe/Paris"))
    dates = {"called off": None, "later": 60, "sooner": 30, "to choose": None}
    made = {}
    for topic, after in dates.items():
        pair = a_mentorship(graduate=a_graduate(department=DepartmentFactory()), mentor=mentor)
        made[topic] = confirmed(pair, after) if after else proposed(pair)
    actions.meeting_cancel(actor=as_mentor(mentor), target=made["called off"])
    rows = client_as(user=as_mentor(mentor).user).get("/api/v1/mentor/meetings/").json()["results"]
    names = {str(meeting.public_id): topic for topic, meeting in made.items()}
    assert [names[row["public_id"]] for row in rows] == ["to choose", "later", "sooner", "called off"]
