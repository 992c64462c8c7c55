"""Forgetting a mentor: the dated employment stays, since a partner's contribution is counted from it; no name."""

from mentoring.mentors.models import Mentor, MentorState
from nqt.privacy.erasing import Person, empty, eraser, silence_reasons

NAMELESS = {"first_name": "Personne", "last_name": "effacée"}
TEXTS = ("phone", "title", "presentation")


@eraser
def forget_mentor(person: Person) -> None:
    """The profile and its history; whoever is forgotten is offered nobody any more."""
    keys = []
    for mentor in Mentor.objects.filter(person.owns()):
        keys += empty(
            Mentor.objects.filter(pk=mentor.pk),
            **NAMELESS,
            **dict.fromkeys(TEXTS, ""),
            email=f"{mentor.public_id}@erased.invalid",
            user=None,
            commune=None,
            languages=[],
            availability=[],
            state=MentorState.LEFT,
        )
    silence_reasons(Mentor, keys)
