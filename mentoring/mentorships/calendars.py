"""A meeting as calendars take it (RFC 5545): one UID for its whole life, a sequence that counts its changes, UTC."""

import datetime

from icalendar import Calendar, Event

from mentoring.mentorships.models import Meeting, MeetingMode, MeetingState

DOMAIN = "nqt.example"


def ics_of(meeting: Meeting, *, other: str, now: datetime.datetime) -> bytes:
    """The event for one of the two; `other` is the first name of the one met. A cancelled one takes it away."""
    is_cancelled = meeting.state != MeetingState.CONFIRMED
    calendar = Calendar()
    calendar.add("prodid", "-//NQT//rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{meeting.public_id}@{DOMAIN}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(datetime.UTC))
    event.add("summary", f"Rendez-vous avec {other} (NQT)")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if meeting.starts_at and meeting.ends_at:
        event.add("dtstart", meeting.starts_at.astimezone(datetime.UTC))
        event.add("dtend", meeting.ends_at.astimezone(datetime.UTC))
    where = " ".join([MeetingMode(meeting.mode).label, meeting.place]).strip()
    event.add("location", where)
    if meeting.topic:
        event.add("description", meeting.topic)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
