"""Forgetting a mentor: the dated employment stays, since a partner's contribution is counted from it; no name."""

from collections.abc import Iterable

from django.db.models import QuerySet

from mentoring.mentors.models import INVITATION_PURPOSE, Mentor, MentorState
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation
from nqt.accounts.roles import Audience
from nqt.audit.transitions import move
from nqt.common.models import claim
from nqt.privacy.erasing import Ending, Person, blank, ender, eraser, remove
from nqt.privacy.subjects import Subject, register

register(Subject(Mentor, Audience.MENTOR, word="parrain ou marraine", page="mentors"))


@ender
class EndMentor(Ending):
    """Whoever is forgotten is offered nobody any more."""

    def told(self, person: Person) -> Iterable[str]:
        """In one sentence."""
        if _living(person).exists():
            yield "Aucun jeune ne lui est plus proposé."

    def end(self, person: Person, actor: Actor) -> None:
        """Out of the mentors; an invitation on its way opens nothing any more."""
        for target in _living(person).order_by("pk"):
            move(claim(target, None), "leave", actor=actor)
            invitation_void(purpose=INVITATION_PURPOSE, subject_id=target.pk)


@eraser
def forget_mentor(person: Person) -> None:
    """The profile, its history, and the invitations, whatever their address was."""
    keys = blank(_of(person))
    remove(Invitation.objects.filter(purpose=INVITATION_PURPOSE, subject_id__in=keys))


def _of(person: Person) -> QuerySet[Mentor]:
    return Mentor.objects.filter(person.about(Mentor))


def _living(person: Person) -> QuerySet[Mentor]:
    return _of(person).exclude(state=MentorState.LEFT)
