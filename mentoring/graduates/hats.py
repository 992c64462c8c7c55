"""The graduate's hat: the account of somebody whose application was sent, whatever became of it."""

import datetime
from collections.abc import Iterable

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.models.graduate import BEARER
from nqt.accounts.actor import Actor
from nqt.accounts.hats import Hat, provider
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role
from nqt.door.http.clocks import lives


@provider(Audience.GRADUATE)
def graduate_hats(user: User, on: datetime.date) -> Iterable[Hat]:
    """One hat: to follow one's application, then one's mentor."""
    if Graduate.objects.filter(user=user).exclude(state=GraduateState.DRAFT).exists():
        yield Hat(key="graduate", audience=Audience.GRADUATE, role=Role.GRADUATE, label="Espace jeune diplômé")


@lives(Role.GRADUATE, BEARER)
def zone_of_graduate(actor: Actor) -> str:
    """The department's."""
    return Graduate.objects.visible_to(actor).values_list("department__time_zone", flat=True).first() or ""
