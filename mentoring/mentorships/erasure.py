"""Forgetting what two people said to each other: notes, places, concerns; the meetings stay counted."""

from mentoring.matching.erasure import of_person
from mentoring.mentorships.models import Concern, Meeting, Mentorship
from nqt.privacy.erasing import Person, empty, eraser, obstacle, silence_reasons

WORDS = ("place", "topic", "shared_note", "private_note")


@obstacle
def still_accompanied(person: Person) -> str:
    """A mentorship goes on."""
    is_accompanied = Mentorship.objects.active().filter(of_person(person)).exists()
    return "Un accompagnement est en cours : terminez-le d’abord." if is_accompanied else ""


@eraser
def forget_mentorships(person: Person) -> None:
    """Dates, states and reasons of a list stay."""
    pairs = Mentorship.objects.filter(of_person(person))
    silence_reasons(Mentorship, empty(pairs, close_note=""))
    meetings = Meeting.objects.filter(mentorship__in=pairs)
    silence_reasons(Meeting, empty(meetings, **dict.fromkeys(WORDS, "")))
    concerns = Concern.objects.filter(mentorship__in=pairs)
    silence_reasons(Concern, empty(concerns, text="(effacé)", settlement=""))
