"""What time alone makes due between two people: a meeting tomorrow, one untold, a first one that does not come."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from mentoring.mentorships.actions.pairing import context_of
from mentoring.mentorships.models import Meeting, MeetingState, Mentorship, MentorshipState, Side
from mentoring.mentorships.models.mentorship import ACTIVE
from mentoring.mentorships.rules import CATCH_UP, FIRST_MEETING_WITHIN, UNREPORTED_AFTER
from nqt.outbox.nights import zone_of
from nqt.outbox.reminders import Reminder, rule


@rule("mentoring.mentorships.meeting_tomorrow")
def meeting_tomorrow(now: datetime.datetime) -> Iterator[Reminder]:
    """To both, when it is tomorrow where the reader is; past midnight there, the word would be false: it expires."""
    soon = Meeting.objects.filter(
        state=MeetingState.CONFIRMED, starts_at__gt=now, starts_at__lt=now + datetime.timedelta(hours=48)
    )
    for meeting in _with_people(soon):
        for side in Side:
            zone = zone_of(_person(meeting.mentorship, side).time_zone or "Europe/Paris")
            day = timezone.localdate(meeting.starts_at, zone)
            if day == timezone.localdate(now, zone) + datetime.timedelta(days=1):
                last = datetime.datetime.combine(day, datetime.time(), tzinfo=zone)
                yield _to(side, meeting.mentorship, "meeting_tomorrow", f"{meeting.public_id}:{day}", meeting, last)


@rule("mentoring.mentorships.meeting_unreported")
def meeting_unreported(now: datetime.datetime) -> Iterator[Reminder]:
    """To the mentor after a day, to both after four."""
    past = Meeting.objects.unreported(now - datetime.timedelta(days=UNREPORTED_AFTER[0]))
    past = past.filter(mentorship__state__in=ACTIVE)
    recent = past.filter(ends_at__gte=now - datetime.timedelta(days=UNREPORTED_AFTER[-1]) - CATCH_UP)
    for meeting in _with_people(recent):
        for days in UNREPORTED_AFTER:
            due = meeting.ends_at + datetime.timedelta(days=days)
            if due <= now < due + CATCH_UP:
                for side in (Side.MENTOR,) if days == UNREPORTED_AFTER[0] else tuple(Side):
                    yield _to(side, meeting.mentorship, "meeting_unreported", f"{meeting.public_id}:{days}", meeting)


@rule("mentoring.mentorships.no_first_meeting")
def no_first_meeting(now: datetime.datetime) -> Iterator[Reminder]:
    """Ten days after it was announced, when nothing is confirmed to come."""
    since = now - datetime.timedelta(days=FIRST_MEETING_WITHIN)
    silent = Mentorship.objects.filter(
        state=MentorshipState.ANNOUNCED, announced_at__lte=since, announced_at__gt=since - CATCH_UP
    ).exclude(meetings__state__in=[MeetingState.CONFIRMED, MeetingState.HELD])
    for pair in silent.select_related("graduate__department", "mentor__department", "graduate__user", "mentor__user"):
        for side in Side:
            yield _to(side, pair, "no_first_meeting", str(FIRST_MEETING_WITHIN))


def _with_people(meetings):
    return meetings.select_related(
        "mentorship__graduate__department",
        "mentorship__graduate__user",
        "mentorship__mentor__department",
        "mentorship__mentor__user",
    ).order_by("pk")


def _person(pair: Mentorship, side: str):
    return pair.graduate if side == Side.GRADUATE else pair.mentor


def _to(
    side: str, pair: Mentorship, kind: str, occasion: str, meeting: Meeting | None = None, expires_at=None
) -> Reminder:
    person = _person(pair, side)
    facts = {"meeting": str(meeting.public_id), "sequence": meeting.sequence} if meeting else {}
    return Reminder(
        kind=f"mentoring.mentorships.{kind}",
        to=person.email,
        user=person.user,
        key=f"{kind}:{pair.public_id}:{side}:{occasion}",
        context={**context_of(pair, side), **facts},
        time_zone=person.time_zone,
        expires_at=expires_at,
    )
