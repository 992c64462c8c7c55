"""How others read a mentor: whether her space is open, and what her employer is told of her activity."""

from django.db.models import TextChoices

from mentoring.mentors.models import MentorState
from nqt.common.looks import dressed, word


@dressed(OPEN="ok check", INVITED="warn send", LAPSED="bad clock", CLOSED="mute lock")
class SpaceAccess(TextChoices):
    """A person's way into her space; never stored."""

    OPEN = "open", "espace ouvert"
    INVITED = "invited", "invitation envoyée"
    LAPSED = "lapsed", "invitation échue"
    CLOSED = "closed", "pas d’espace"


TOLD_AS_THEY_ARE = (MentorState.INVITED, MentorState.ACTIVE)
UNAVAILABLE = "unavailable"
ACTIVITIES = [
    *((state.value, state.label) for state in TOLD_AS_THEY_ARE),
    (UNAVAILABLE, word("pas disponible en ce moment", "mute player-pause")),
]
"""An employer does not read why."""
