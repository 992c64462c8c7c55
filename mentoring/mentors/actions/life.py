"""A mentor's comings and goings: a pause with or without an end, a return, a departure and its way back."""

import datetime

from django.db import transaction

from mentoring.mentors import dependents
from mentoring.mentors.actions.writing import foreign, may_edit, may_keep
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act, guard
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.models import claim
from nqt.common.violations import named_violations

MACHINE = Actor.system("mentors")


def may_pause(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, or the mentor herself, while active."""
    return may_edit(actor, mentor) or step("pause")(actor, mentor)


def may_resume(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, or the mentor herself, during a pause."""
    return may_edit(actor, mentor) or step("resume")(actor, mentor)


def may_leave(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, while nobody counts on this mentor: that is asked when it is done (`dependents.hindrances`)."""
    return may_keep(actor, mentor) or step("leave")(actor, mentor)


def may_restore(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, of somebody who left."""
    return foreign(actor, mentor) or step("restore")(actor, mentor)


@act(may_pause)
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
    guard(may_pause, actor, target)
    if until is not None and until <= day_at(target.time_zone):
        message = "Choisissez un jour à venir."
        raise Invalid(message, fields={"until": message})
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_pause)
        move(mentor, "pause", actor=actor, reason=reason, until=until)
        dependents.pause(mentor, actor=actor)
        return mentor


@act(may_resume)
def mentor_resume(*, actor: Actor, target: Mentor, expected_version: int | None = None) -> Mentor:
    """Takes graduates again."""
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_resume)
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


@act(may_leave)
def mentor_leave(*, actor: Actor, target: Mentor, expected_version: int | None = None, reason: str = "") -> Mentor:
    """Not a mentor any more; kept for the history. Raises `Conflict` while somebody counts on this mentor."""
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_leave)
        if hindrances := dependents.hindrances(mentor):
            raise Conflict(" ".join(hindrances), code="counted_on")
        move(mentor, "leave", actor=actor, reason=reason)
        invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor


@act(may_restore)
def mentor_restore(*, actor: Actor, target: Mentor, expected_version: int | None = None, reason: str = "") -> Mentor:
    """A mentor again, with the record and the account of before."""
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_restore)
        with named_violations():
            move(mentor, "restore", actor=actor, reason=reason)
        return mentor
