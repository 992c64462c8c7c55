"""The mentor's hat: the account of somebody who has joined and has not left."""

import datetime
from collections.abc import Iterable

from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.hats import Hat, provider
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role


@provider
def mentor_hats(user: User, on: datetime.date) -> Iterable[Hat]:
    """One hat: offers, graduates, own profile."""
    if Mentor.objects.filter(user=user, state__in=[MentorState.ACTIVE, MentorState.PAUSED]).exists():
        yield Hat(key="mentor", audience=Audience.MENTOR, role=Role.MENTOR, label="Espace parrain")
