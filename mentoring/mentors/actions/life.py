"""What a mentor is and does over time: profile, employer, pause, leaving."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.mentors.models import INVITATION_PURPOSE, Employment, Mentor, MentorState
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.violations import named_violations, store
from partners.organizations.models import Organization


def mentor_update(*, actor: Actor, target: Mentor, expected_version: int | None, **facts: Any) -> Mentor:
    """Staff correct the profile; another address ends the invitation sent to the former one."""
    with transaction.atomic():
        mentor = _held(actor, target, expected_version)
        former = mentor.email
        _write(mentor, facts)
        if mentor.state == MentorState.INVITED and mentor.email.lower() != former.lower():
            invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor


def profile_update(*, actor: Actor, target: Mentor, expected_version: int | None, **facts: Any) -> Mentor:
    """The mentor's own words, places, hours."""
    with transaction.atomic():
        mentor = _held(actor, target, expected_version)
        _write(mentor, facts)
        return mentor


def _write(mentor: Mentor, facts: dict[str, Any]) -> None:
    set_facts(mentor, facts)
    mentor.department = mentor.commune.department if mentor.commune else None
    store(mentor)


def mentor_pause(
    *, actor: Actor, target: Mentor, expected_version: int | None = None, until: datetime.date | None = None
) -> Mentor:
    """No new graduate until a day, or until told otherwise; those accompanied stay. Raises `Invalid` for a past day."""
    if until is not None and until <= timezone.localdate():
        raise Invalid(fields={"until": "Cette date est passée."})
    with transaction.atomic():
        mentor = _held(actor, target, expected_version)
        move(mentor, "pause", actor=actor, until=until)
        return mentor


def mentor_resume(*, actor: Actor, target: Mentor, expected_version: int | None = None) -> Mentor:
    """Back."""
    return _step(actor, target, expected_version, "resume")


def mentor_leave(*, actor: Actor, target: Mentor, expected_version: int | None = None, reason: str = "") -> Mentor:
    """Accompanies nobody any more: refused while somebody is accompanied or an offer waits."""
    with transaction.atomic():
        mentor = _held(actor, target, expected_version)
        if mentor.mentorships.filter(closed_on=None).exists():
            raise Conflict(f"{mentor} accompagne encore quelqu’un : terminez d’abord le binôme.")
        if mentor.proposals.filter(state__in=["approved", "offered"]).exists():
            raise Conflict(f"Une proposition attend la réponse de {mentor} : retirez-la d’abord.")
        move(mentor, "leave", actor=actor, reason=reason)
        invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor


def mentor_restore(*, actor: Actor, target: Mentor, expected_version: int | None = None) -> Mentor:
    """Back among the mentors."""
    with named_violations():
        return _step(actor, target, expected_version, "restore")


def _step(actor: Actor, target: Mentor, version: int | None, name: str) -> Mentor:
    with transaction.atomic():
        mentor = _held(actor, target, version)
        move(mentor, name, actor=actor)
        return mentor


def employment_change(
    *,
    actor: Actor,
    target: Mentor,
    expected_version: int | None = None,
    organization: Organization,
    since: datetime.date,
) -> Mentor:
    """Another employer from a day on; the former employment ends that day. Raises `Invalid` when dates overlap."""
    with transaction.atomic():
        mentor = _held(actor, target, expected_version)
        current = mentor.employments.on(since).select_for_update(of=("self",)).first()
        if current and current.organization_id == organization.pk:
            raise Conflict(f"{mentor} y travaille déjà à cette date.")
        if current and current.valid_from == since:
            current.delete()
        elif current:
            current.valid_until = since
            store(current)
        store(Employment(mentor=mentor, organization=organization, valid_from=since))
        return store(mentor)


def mentors_wake(*, now: datetime.datetime) -> int:
    """Those whose pause is over are back; answers how many."""
    actor, woken = Actor.system("mentors"), 0
    over = Mentor.objects.filter(state=MentorState.PAUSED, paused_until__lte=timezone.localdate(now))
    for target in over.order_by("pk"):
        with transaction.atomic():
            mentor = claim(target, None)
            if mentor.state == MentorState.PAUSED and mentor.paused_until:
                move(mentor, "resume", actor=actor)
                woken += 1
    return woken


def _held(actor: Actor, target: Mentor, expected_version: int | None) -> Mentor:
    """Locked, for staff of the place or the mentor herself."""
    mentor = claim(target, expected_version)
    is_own = actor.user is not None and mentor.user_id == actor.user.pk
    may = actor.is_staff or actor.is_system or is_own
    if not may or not Mentor.objects.visible_to(actor).filter(pk=mentor.pk).exists():
        raise Forbidden
    return mentor
