"""Mails about an application. What is no longer true when a mail leaves is withdrawn."""

from typing import Any

from django.utils import timezone

from mentoring.graduates.actions.applying import EDITABLE
from mentoring.graduates.late import LIST, late_after, late_for, late_query, staff_of
from mentoring.graduates.links import LIFE, path_of
from mentoring.graduates.models import Graduate, GraduateState
from nqt.outbox.kinds import Answers, family, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message

HOME = "/graduate/home/"


def _graduate(message: Message, *states: str) -> Graduate | None:
    """The person, if the mail still goes where she reads and her application is in one of these states."""
    graduate = Graduate.objects.filter(public_id=message.context["graduate"], state__in=states).first()
    return graduate if graduate and graduate.email.lower() == message.to.lower() else None


def _facts(graduate: Graduate | None) -> dict[str, Any] | None:
    return graduate and {
        "first_name": graduate.first_name,
        "question": graduate.question,
        "shown_reason": graduate.shown_reason,
        "url": link(HOME if graduate.has_account else path_of(graduate)),
    }


@kind(
    "mentoring.graduates.application_link",
    subject="Votre candidature à NQT : votre lien personnel",
    answers=Answers.TEAM,
    owed=True,
)
def application_link(message: Message) -> dict[str, Any] | None:
    """The link that begins or resumes a draft on any device."""
    graduate = _graduate(message, *EDITABLE)
    return graduate and {
        "first_name": graduate.first_name,
        "is_begun": bool(graduate.first_name),
        "url": link(path_of(graduate)),
        "days": LIFE.days,
    }


@kind(
    "mentoring.graduates.already_applied",
    subject="Votre candidature à NQT est déjà envoyée",
    answers=Answers.TEAM,
    owed=True,
)
def already_applied(message: Message) -> dict[str, Any] | None:
    """Somebody typed an address whose application was sent: how to follow it."""
    return _facts(_graduate(message, GraduateState.SUBMITTED, GraduateState.POOL))


@kind(
    "mentoring.graduates.application_received",
    subject="Nous avons reçu votre candidature",
    answers=Answers.TEAM,
    owed=True,
)
def application_received(message: Message) -> dict[str, Any] | None:
    """What happens now, and when."""
    return _facts(_graduate(message, GraduateState.SUBMITTED, GraduateState.POOL, GraduateState.MORE_INFO))


@kind(
    "mentoring.graduates.application_accepted",
    subject="Votre candidature est acceptée",
    answers=Answers.TEAM,
    owed=True,
)
def application_accepted(message: Message) -> dict[str, Any] | None:
    """A mentor is looked for."""
    return _facts(_graduate(message, GraduateState.POOL))


@kind(
    "mentoring.graduates.application_question",
    subject="Il manque un élément à votre candidature",
    answers=Answers.TEAM,
    owed=True,
)
def application_question(message: Message) -> dict[str, Any] | None:
    """What to complete."""
    return _facts(_graduate(message, GraduateState.MORE_INFO))


@kind(
    "mentoring.graduates.application_refused",
    subject="Notre réponse à votre candidature",
    answers=Answers.TEAM,
    owed=True,
)
def application_refused(message: Message) -> dict[str, Any] | None:
    """No, why, and what else exists."""
    return _facts(_graduate(message, GraduateState.REFUSED))


@kind(
    "mentoring.graduates.application_waiting",
    subject=lambda context: f"{context['number']} à lire : des candidatures attendent",
    answers=Answers.NOBODY,
    family=family("mentoring.graduates.reminders", "les rappels de candidatures à lire"),
    reminder=True,
    why="vous lisez les candidatures de ce territoire",
)
def application_waiting(message: Message) -> dict[str, Any] | None:
    """To staff: how many are late in their perimeter when it leaves, the list that shows them, no name."""
    today = timezone.localdate()
    actor = staff_of(message.user, today) if message.user else None
    number = late_for(actor, today).count() if actor else 0
    if not number:
        return None
    return {"number": number, "days": late_after(actor), "url": link(LIST + late_query(actor))}
