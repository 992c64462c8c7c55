"""A mentor's comings and goings: a pause with or without an end, a return, a departure and its way back."""

import datetime

from django.db import transaction
from django.utils import timezone

from mentoring.mentors import dependents
from mentoring.mentors.actions.writing import hold, require_keeper, require_keeper_or_own
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.errors import Conflict, Invalid
from nqt.common.models import claim
from nqt.common.violations import named_violations

MACHINE = Actor.system("mentors")


def mentor_pause(
    *,
    actor: Actor,
    target: Mentor,
    expected_version: int | None = None,
    until: datetime.date | None = None,
    reason: str = "",
) -> Mentor:
    """No new graduate until a day, or until said; those accompanied stay, what was offered goes to somebody else.

    Raises `Invalid` for a day that is past.
    """
    require_keeper_or_own(actor, target)
    if until is not None and until <= timezone.localdate():
        message = "Choisissez un jour à venir."
        raise Invalid(message, fields={"until": message})
    with transaction.atomic():
        mentor = hold(target, expected_version)
        move(mentor, "pause", actor=actor, reason=reason, until=until)
        dependents.pause(mentor, actor=actor)
        return mentor


def mentor_resume(*, actor: Actor, target: Mentor, expected_version: int | None = None) -> Mentor:
    """Takes graduates again."""
    require_keeper_or_own(actor, target)
    with transaction.atomic():
        mentor = hold(target, expected_version)
        move(mentor, "resume", actor=actor)
        return mentor


def mentor_come_back(pk: int, *, now: datetime.datetime) -> bool:
    """The machine ends a pause whose day has come; false when somebody was quicker."""
    with transaction.atomic():
        due = Mentor.objects.back_by(now).select_for_update(of=("self",)).filter(pk=pk).first()
        if due is None:
            return False
        due.version += 1
        move(due, "resume", actor=MACHINE)
        return True


def mentor_leave(*, actor: Actor, target: Mentor, expected_version: int | None = None, reason: str = "") -> Mentor:
    """Not a mentor any more; kept for the history. Raises `Conflict` while somebody counts on this mentor."""
    require_keeper(actor, target)
    with transaction.atomic():
        mentor = hold(target, expected_version)
        if hindrances := dependents.hindrances(mentor):
            raise Conflict(" ".join(hindrances), code="counted_on")
        move(mentor, "leave", actor=actor, reason=reason)
        invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor


def mentor_restore(*, actor: Actor, target: Mentor, expected_version: int | None = None, reason: str = "") -> Mentor:
    """A mentor again, with the record and the account of before."""
    require_keeper(actor, target)
    with transaction.atomic():
        mentor = claim(target, expected_version)
        with named_violations():
            move(mentor, "restore", actor=actor, reason=reason)
        return mentor
