"""After how many days without an answer an application is late: for those of the territory, then for everybody.

One queryset a pile: *aujourd'hui*, the list behind it and the weekly mail read the same.
"""

import datetime

from mentoring.graduates.models import Graduate
from mentoring.graduates.models.graduate import GraduateQuerySet
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User

REGIONAL_AFTER, NATIONAL_AFTER = 7, 15
LIST = "/staff/graduates/"


def late_after(actor: Actor) -> int:
    """Days, for this reader: the territory answers first."""
    return NATIONAL_AFTER if actor.is_national else REGIONAL_AFTER


def late_for(actor: Actor, on: datetime.date) -> GraduateQuerySet:
    """What is late for this reader."""
    return Graduate.objects.visible_to(actor).unanswered_for(late_after(actor), on)


def in_time_for(actor: Actor, on: datetime.date) -> GraduateQuerySet:
    """What waits for an answer, and is not late yet."""
    return Graduate.objects.visible_to(actor).unanswered_under(late_after(actor), on)


def late_query(actor: Actor) -> str:
    """The list that shows `late_for`."""
    return f"?waiting={late_after(actor)}"


def staff_of(user: User, on: datetime.date) -> Actor | None:
    """A person as the member of staff she is on a day."""
    return next((Actor.wearing(user, hat) for hat in hats_of(user, on=on) if hat.audience == "staff"), None)
