"""The mentor's hat: the account of somebody who has joined and has not left."""

import datetime
from collections.abc import Iterable

from mentoring.mentors.actions import mentor_link
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor, MentorState
from nqt.accounts.actor import Actor
from nqt.accounts.hats import Hat, provider
from nqt.accounts.invitations import on_accept
from nqt.accounts.models import Invitation, User
from nqt.accounts.roles import Audience, Role
from nqt.door.http.clocks import lives


@provider(Audience.MENTOR)
def mentor_hats(user: User, on: datetime.date) -> Iterable[Hat]:
    """One hat: offers, graduates, own profile."""
    if Mentor.objects.filter(user=user, state__in=[MentorState.ACTIVE, MentorState.PAUSED]).exists():
        yield Hat(key="mentor", audience=Audience.MENTOR, role=Role.MENTOR, label="Espace parrain")


@lives(Role.MENTOR)
def zone_of_mentor(actor: Actor) -> str:
    """The department's, that of the place of work."""
    return Mentor.objects.visible_to(actor).values_list("department__time_zone", flat=True).first() or ""


def hold_mentor(invitation: Invitation) -> None:
    """The mentor first, as whoever takes an invitation back."""
    Mentor.objects.select_for_update(of=("self",)).filter(pk=invitation.subject_id).first()


@on_accept(INVITATION_PURPOSE, describe=lambda invitation: "les parrains et marraines de NQT", hold=hold_mentor)
def become_mentor(invitation: Invitation, user: User) -> None:
    """The account, new or known, is the mentor's."""
    mentor_link(invitation=invitation, user=user)
