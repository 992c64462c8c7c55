"""What calendars are given: read back by a calendar library, from the page and from the mail as it leaves."""

import datetime
import email
import email.policy

import pytest
from icalendar import Calendar

from mentoring.mentorships import actions
from mentoring.mentorships.models import Meeting, MeetingState
from nqt.outbox.delivery import drain
from nqt.outbox.models import Message
from tests.harness.factories.mentoring import a_mentorship, as_graduate, as_mentor

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 10, 20, 8, tzinfo=datetime.UTC)
BOX = "equipe@nqt.example"


@pytest.fixture(autouse=True)
def october(time_machine, settings):
    settings.REPLY_TO_EMAIL = f"NQT <{BOX}>"
    time_machine.move_to(START, tick=False)


@pytest.fixture
def pair():
    pair = a_mentorship()
    as_graduate(pair.graduate)
    as_mentor(pair.mentor)
    return pair


def hours(*after):
    return [START + datetime.timedelta(hours=number) for number in after]


def propose(pair, after=30, **facts):
    facts = {"mode": "video", **facts}
    return actions.meeting_propose(actor=as_graduate(pair.graduate), mentorship=pair, slots=hours(after), **facts)


def confirm(meeting, actor):
    meeting = Meeting.objects.get(pk=meeting.pk)
    return actions.meeting_confirm(actor=actor, target=meeting, slot=meeting.slots.get())


def mailed(mailoutbox) -> dict[str, tuple[email.message.EmailMessage, bytes]]:
    """What just left, by reader: the attached part as a mail program finds it, and its content."""
    mailoutbox.clear()
    drain(budget=None)
    found = {}
    for mail in mailoutbox:
        read = email.message_from_bytes(mail.message().as_bytes(), policy=email.policy.default)
        for part in read.iter_attachments():
            found[mail.to[0]] = (part, part.get_payload(decode=True))
    return found


def event_of(content: bytes):
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def whole(content: bytes, *, method: str, status: str, at: datetime.datetime, sequence: int):
    """What RFC 5545 and 5546 ask of every one of them."""
    calendar, event = event_of(content)
    assert (str(calendar["METHOD"]), str(event["STATUS"])) == (method, status)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at, at + datetime.timedelta(minutes=45))
    assert int(event["SEQUENCE"]) == sequence
    assert str(event["ORGANIZER"]) == f"mailto:{BOX}"
    assert event["DTSTAMP"].dt and calendar["PRODID"] and str(calendar["VERSION"]) == "2.0"
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"") and all(len(line) <= 75 for line in lines)
    return str(event["UID"])


def test_life_of_a_meeting_in_the_mails_of_both(pair, mailoutbox):
    meeting = propose(pair)
    assert mailed(mailoutbox) == {}
    confirm(meeting, as_mentor(pair.mentor))
    uids = set()
    fixed = mailed(mailoutbox)
    assert set(fixed) == {pair.graduate.email, pair.mentor.email}
    for reader, (part, content) in fixed.items():
        assert part.get_filename() == "rendez-vous.ics"
        assert part.get_content_type() == "text/calendar" and part.get_param("method") == "REQUEST"
        uids.add(whole(content, method="REQUEST", status="CONFIRMED", at=hours(30)[0], sequence=1))
        assert str(event_of(content)[1]["ATTENDEE"]) == f"mailto:{reader}"

    actions.meeting_move(actor=as_mentor(pair.mentor), target=meeting, slots=hours(60))
    moved = mailed(mailoutbox)
    assert set(moved) == {pair.graduate.email}
    uids.add(whole(moved[pair.graduate.email][1], method="CANCEL", status="CANCELLED", at=hours(30)[0], sequence=2))

    confirm(meeting, as_graduate(pair.graduate))
    for _, content in mailed(mailoutbox).values():
        uids.add(whole(content, method="REQUEST", status="CONFIRMED", at=hours(60)[0], sequence=3))

    actions.meeting_cancel(actor=as_mentor(pair.mentor), target=meeting)
    gone = mailed(mailoutbox)
    assert set(gone) == {pair.graduate.email, pair.mentor.email}, "both calendars hold it"
    for part, content in gone.values():
        assert part.get_param("method") == "CANCEL"
        uids.add(whole(content, method="CANCEL", status="CANCELLED", at=hours(60)[0], sequence=4))
    assert len(uids) == 1


def test_meeting_moved_then_cancelled_takes_away_the_hour_that_calendars_hold(pair, mailoutbox):
    meeting = propose(pair)
    confirm(meeting, as_mentor(pair.mentor))
    actions.meeting_move(actor=as_mentor(pair.mentor), target=meeting, slots=hours(60))
    mailed(mailoutbox)
    actions.meeting_cancel(actor=as_graduate(pair.graduate), target=meeting)
    for _, content in mailed(mailoutbox).values():
        whole(content, method="CANCEL", status="CANCELLED", at=hours(30)[0], sequence=3)


def test_proposal_never_fixed_is_cancelled_to_the_other_alone_without_a_file(pair, mailoutbox):
    meeting = propose(pair)
    mailed(mailoutbox)
    actions.meeting_cancel(actor=as_graduate(pair.graduate), target=meeting)
    assert mailed(mailoutbox) == {}
    told = Message.objects.of_kind("mentoring.mentorships.meeting_cancelled").values_list("to", flat=True)
    assert list(told) == [pair.mentor.email]


def test_file_of_the_page_at_each_step(pair, client_as, time_machine):
    meeting = propose(pair)
    visitor, page = client_as(user=pair.graduate.user), f"/graduate/meetings/{meeting.public_id}/calendar/"
    confirm(meeting, as_mentor(pair.mentor))
    answer = visitor.get(page)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    first = whole(answer.content, method="PUBLISH", status="CONFIRMED", at=hours(30)[0], sequence=1)
    assert "ATTENDEE" not in event_of(answer.content)[1]
    actions.meeting_move(actor=as_mentor(pair.mentor), target=meeting, slots=hours(60))
    answer = visitor.get(page)
    assert first == whole(answer.content, method="CANCEL", status="CANCELLED", at=hours(30)[0], sequence=2)
    assert "method=CANCEL" in answer["Content-Type"]


@pytest.mark.parametrize("outcome", ["held", "absent_mentor"])
def test_meeting_that_was_held_or_missed_stays_in_the_calendar(pair, client_as, time_machine, outcome):
    meeting = propose(pair)
    confirm(meeting, as_mentor(pair.mentor))
    time_machine.move_to(START + datetime.timedelta(hours=32))
    actions.meeting_report(actor=as_graduate(pair.graduate), target=meeting, outcome=outcome)
    assert Meeting.objects.get().state in (MeetingState.HELD, MeetingState.NO_SHOW)
    answer = client_as(user=pair.graduate.user).get(f"/graduate/meetings/{meeting.public_id}/calendar/")
    whole(answer.content, method="PUBLISH", status="CONFIRMED", at=hours(30)[0], sequence=1)


def test_long_and_strange_words_are_folded_escaped_and_read_back(pair, mailoutbox):
    topic = "Préparer l’entretien ; relire, ensemble, la lettre \\ « à cœur ouvert » 🎓 " + "é" * 100
    meeting = propose(pair, topic=topic, place="https://visio.example/salle?a=1;b=2,3")
    confirm(meeting, as_mentor(pair.mentor))
    for _, content in mailed(mailoutbox).values():
        whole(content, method="REQUEST", status="CONFIRMED", at=hours(30)[0], sequence=1)
        event = event_of(content)[1]
        assert str(event["DESCRIPTION"]) == topic and "a=1;b=2,3" in str(event["LOCATION"])
        assert content.count(b"BEGIN:VEVENT") == 1


def test_neither_reads_the_others_address_in_the_file(pair, mailoutbox):
    confirm(propose(pair), as_mentor(pair.mentor))
    files = mailed(mailoutbox)
    assert pair.mentor.email.encode() not in files[pair.graduate.email][1].replace(b"\r\n ", b"")
    assert pair.graduate.email.encode() not in files[pair.mentor.email][1].replace(b"\r\n ", b"")
