"""A meeting as calendars take it (RFC 5545, 5546): one UID for its whole life, a sequence that counts its changes, UTC.

By mail it is an invitation (`REQUEST`) that the next one replaces and a `CANCEL` takes away: a calendar obeys both only
with the organizer, the hours and a higher sequence. A file that somebody fetches is published, to nobody in particular.
"""

import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from mentoring.mentorships.models import Meeting, MeetingMode, MeetingState
from nqt.outbox.kinds import Attached
from nqt.outbox.rendering import one_line

DOMAIN = "nqt.example"
FILE_NAME = "rendez-vous.ics"
OFF = (MeetingState.PROPOSED, MeetingState.CANCELLED)
"""Not fixed, or no longer: the hour that calendars may hold is taken away. What was held, or missed, stays there."""


def ics_of(meeting: Meeting, *, other: str, now: datetime.datetime, reader: str = "", url: str = "") -> bytes:
    """The event for one of the two; `other` is the first name of the one met, `reader` the address it is mailed to."""
    is_off = meeting.state in OFF
    calendar = Calendar()
    calendar.add("prodid", "-//NQT//rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(meeting, reader))
    event = Event()
    event.add("uid", f"{meeting.public_id}@{DOMAIN}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(datetime.UTC))
    event.add("organizer", _organizer())
    if reader:
        event.add("attendee", _attendee(reader))
    event.add("summary", one_line(f"Rendez-vous avec {other} (NQT)"))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    for name, moment in zip(("dtstart", "dtend"), hours_of(meeting) or (), strict=False):
        event.add(name, moment.astimezone(datetime.UTC))
    event.add("location", one_line(" ".join([MeetingMode(meeting.mode).label, meeting.place])))
    if meeting.topic:
        event.add("description", one_line(meeting.topic))
    if url:
        event.add("url", url)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def method_of(meeting: Meeting, reader: str = "") -> str:
    """What the calendar is to do."""
    if meeting.state in OFF:
        return "CANCEL"
    return "REQUEST" if reader else "PUBLISH"


def type_of(meeting: Meeting, reader: str = "") -> str:
    """The media type, which names the method as the file does."""
    return f"text/calendar; charset=utf-8; method={method_of(meeting, reader)}"


def hours_of(meeting: Meeting) -> tuple[datetime.datetime, datetime.datetime] | None:
    """From when to when; of one that is not fixed any more, the last hours that calendars have, from its history."""
    if meeting.starts_at and meeting.ends_at:
        return meeting.starts_at, meeting.ends_at
    fixed = meeting.events.filter(starts_at__isnull=False, ends_at__isnull=False).order_by("-pgh_id")
    return fixed.values_list("starts_at", "ends_at").first()


def files_of(context: dict[str, Any]) -> list[Attached]:
    """What is attached to a mail about a meeting: nothing while it was never fixed."""
    meeting, reader = context["meeting"], context["reader_address"]
    if hours_of(meeting) is None:
        return []
    content = ics_of(meeting, other=context["other"], now=context["now"], reader=reader, url=context["url"])
    return [(FILE_NAME, content, type_of(meeting, reader))]


def _organizer() -> vCalAddress:
    """The association: neither of the two reads the other's address in a calendar."""
    organizer = vCalAddress(f"mailto:{parseaddr(settings.REPLY_TO_EMAIL)[1]}")
    organizer.params["CN"] = vText("NQT")
    return organizer


def _attendee(address: str) -> vCalAddress:
    """The reader, whom no answer is asked of: it was given on our pages."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee
