"""The graduate's hat: the account of somebody whose application was sent, whatever became of it."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.models.graduate import BEARER
from nqt.accounts.actor import Actor
from nqt.accounts.hats import Hat, provider
from nqt.accounts.roles import Audience, Role
from nqt.door.http.clocks import lives


def has_applied(on: datetime.date) -> Exists:
    """Whether a user's application was sent."""
    return Exists(Graduate.objects.filter(user=OuterRef("pk")).exclude(state=GraduateState.DRAFT))


@provider(has_applied)
def graduate_hats(is_applicant: bool) -> Iterable[Hat]:
    """One hat: to follow one's application, then one's mentor."""
    if is_applicant:
        yield Hat(key="graduate", audience=Audience.GRADUATE, role=Role.GRADUATE, label="Espace jeune diplômé")


@lives(Role.GRADUATE, BEARER)
def zone_of_graduate(actor: Actor) -> str:
    """The department's."""
    return Graduate.objects.visible_to(actor).values_list("department__time_zone", flat=True).first() or ""
