"""Mails between the two of a pair, as the association writes them. What is no longer true is withdrawn."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from mentoring.mentorships.calendars import files_of
from mentoring.mentorships.models import Concern, Meeting, MeetingState, Mentorship, Side
from mentoring.mentorships.models.concern import ConcernState
from nqt.common.keeping import NAMELESS
from nqt.outbox.kinds import Answers, family, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message
from nqt.outbox.nights import zone_of

"""The last name of whoever was forgotten: “Personne” would read as nobody."""
REMINDERS = family("mentoring.mentorships.reminders", "les rappels de votre accompagnement")


def _pair(message: Message) -> Mentorship | None:
    """The pair, if the mail still goes where its reader reads."""
    pairs = Mentorship.objects.select_related("graduate__department", "mentor__department")
    pair = pairs.filter(public_id=message.context["pair"]).first()
    return pair if pair and _reader(message, pair).email.lower() == message.to.lower() else None


def _reader(message: Message, pair: Mentorship) -> Any:
    return pair.graduate if message.context["side"] == Side.GRADUATE else pair.mentor


def _facts(message: Message, pair: Mentorship) -> dict[str, Any]:
    side = message.context["side"]
    other = pair.mentor if side == Side.GRADUATE else pair.graduate
    page = "mentorships" if side == Side.GRADUATE else "mentees"
    is_over = pair.closed_on is not None  # its page is no longer the mentor's: home says what comes
    home = reverse(f"pages:{side}:home-list")
    url = home if is_over else reverse(f"pages:{side}:{page}-detail", kwargs={"public_id": pair.public_id})
    name = other.first_name if other.last_name != NAMELESS["last_name"] else "quelqu’un qui a quitté NQT"
    names = {"first_name": _reader(message, pair).first_name, "other": name}
    return {**names, "is_over": is_over, "url": link(url)}


def _announced(message: Message) -> dict[str, Any] | None:
    pair = _pair(message)
    return _facts(message, pair) if pair and pair.closed_on is None else None


@kind(
    "mentoring.mentorships.announced_to_graduate",
    subject="Quelqu’un a accepté de vous accompagner",
    answers=Answers.TEAM,
    owed=True,
)
def announced_to_graduate(message: Message) -> dict[str, Any] | None:
    """Who, and the first thing to do."""
    return _announced(message)


@kind(
    "mentoring.mentorships.announced_to_mentor",
    subject=lambda context: f"Vous accompagnez {context['other']}",
    answers=Answers.TEAM,
    owed=True,
)
def announced_to_mentor(message: Message) -> dict[str, Any] | None:
    """Thanks, and what happens now."""
    return _announced(message)


@kind(
    "mentoring.mentorships.ended",
    subject="Votre accompagnement NQT prend fin",
    answers=Answers.TEAM,
    owed=True,
)
def ended(message: Message) -> dict[str, Any] | None:
    """Neutral words, to both."""
    pair = _pair(message)
    if pair is None or pair.closed_on is None:
        return None
    return {**_facts(message, pair), "is_graduate": message.context["side"] == Side.GRADUATE}


@kind("mentoring.mentorships.left", subject="Votre accompagnement NQT prend fin", answers=Answers.TEAM, owed=True)
def left(message: Message) -> dict[str, Any] | None:
    """The other one left NQT and was forgotten: no name, no reason."""
    pair = _pair(message)
    if pair is None or pair.closed_on is None:
        return None
    is_graduate = message.context["side"] == Side.GRADUATE
    home = reverse(f"pages:{message.context['side']}:home-list")
    return {"first_name": _reader(message, pair).first_name, "is_graduate": is_graduate, "url": link(home)}


def _meeting(message: Message, *states: str) -> dict[str, Any] | None:
    """The meeting in one of these states, its times where the reader is."""
    pair = _pair(message)
    meeting = Meeting.objects.filter(public_id=message.context["meeting"], state__in=states).first()
    if pair is None or meeting is None or meeting.sequence != message.context["sequence"]:
        return None
    zone = zone_of(_reader(message, pair).time_zone or message.time_zone)
    return {
        **_facts(message, pair),
        "mode": meeting.get_mode_display(),
        "place": meeting.place,
        "topic": meeting.topic,
        "starts_at": timezone.localtime(meeting.starts_at, zone) if meeting.starts_at else None,
        "slots": [timezone.localtime(slot.starts_at, zone) for slot in meeting.slots.all()],
        "was_fixed": meeting.sequence > 0,
        "meeting": meeting,
        "reader_address": message.to,
        "now": timezone.now(),
    }


@kind(
    "mentoring.mentorships.meeting_proposed",
    subject=lambda context: f"{context['other']} vous propose un rendez-vous",
    answers=Answers.TEAM,
    owed=True,
    files=files_of,
)
def meeting_proposed(message: Message) -> dict[str, Any] | None:
    """The slots, to whoever chooses among them today: a counter-proposal turns the roles round.

    One that was fixed and is moved is taken off the reader's calendar until another hour is chosen.
    """
    facts = _meeting(message, MeetingState.PROPOSED)
    proposed_by = Meeting.objects.filter(public_id=message.context["meeting"]).values_list("proposed_by", flat=True)
    return facts if facts and proposed_by.first() != message.context["side"] else None


@kind(
    "mentoring.mentorships.meeting_confirmed",
    subject=lambda context: f"Rendez-vous avec {context['other']}",
    answers=Answers.TEAM,
    owed=True,
    files=files_of,
)
def meeting_confirmed(message: Message) -> dict[str, Any] | None:
    """The hour, with the file for a calendar."""
    return _meeting(message, MeetingState.CONFIRMED)


@kind(
    "mentoring.mentorships.meeting_cancelled",
    subject=lambda context: f"Rendez-vous avec {context['other']} annulé",
    answers=Answers.TEAM,
    owed=True,
    files=files_of,
)
def meeting_cancelled(message: Message) -> dict[str, Any] | None:
    """Propose another; the file takes it off the calendar."""
    return _meeting(message, MeetingState.CANCELLED)


@kind(
    "mentoring.mentorships.meeting_tomorrow",
    subject=lambda context: f"Demain, rendez-vous avec {context['other']}",
    answers=Answers.TEAM,
    family=REMINDERS,
    reminder=True,
    why="vous avez un rendez-vous demain",
)
def meeting_tomorrow(message: Message) -> dict[str, Any] | None:
    """The day before."""
    return _meeting(message, MeetingState.CONFIRMED)


@kind(
    "mentoring.mentorships.meeting_unreported",
    subject=lambda context: f"Avez-vous rencontré {context['other']} ?",
    answers=Answers.TEAM,
    family=REMINDERS,
    reminder=True,
    why="un rendez-vous est passé et personne n’a dit s’il a eu lieu",
)
def meeting_unreported(message: Message) -> dict[str, Any] | None:
    """One gesture."""
    return _meeting(message, MeetingState.CONFIRMED)


@kind(
    "mentoring.mentorships.no_first_meeting",
    subject=lambda context: f"Un premier rendez-vous avec {context['other']} ?",
    answers=Answers.TEAM,
    family=REMINDERS,
    reminder=True,
    why="votre accompagnement est annoncé et aucun rendez-vous n’a eu lieu",
)
def no_first_meeting(message: Message) -> dict[str, Any] | None:
    """After ten days, to the graduate who proposes, and to the mentor."""
    return _announced(message)


@kind("mentoring.mentorships.concern_raised", subject="Un signalement à lire", answers=Answers.NOBODY, owed=True)
def concern_raised(message: Message) -> dict[str, Any] | None:
    """To national staff, while nobody has taken care of it; its words stay inside the house."""
    concerns = Concern.objects.filter(public_id=message.context["concern"], state=ConcernState.OPEN)
    concern, reader = concerns.first(), message.user
    if concern is None or reader is None:
        return None
    url = reverse("pages:staff:concerns-detail", kwargs={"public_id": concern.public_id})
    return {"first_name": reader.first_name, "url": link(url)}
