"""Something is wrong: told to national staff, who say what they did."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentoring.mentorships.actions.pairing import hold_pair, side_of
from mentoring.mentorships.models import Concern, Mentorship
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.audit.transitions import move, step
from nqt.common.acts import May, act
from nqt.common.errors import Forbidden, Refusal
from nqt.common.models import claim
from nqt.common.violations import store
from nqt.outbox.post import post
from regions.assignments.models import Assignment


def may_raise(actor: Actor, pair: Mentorship) -> Refusal | None:
    """One of the two, ended or not."""
    return None if side_of(actor, pair) else Forbidden()


def _seen(actor: Actor, concern: Concern) -> Refusal | None:
    """National staff alone, as `visible_to` says; a list asks it of each row, at no cost."""
    return None if actor.role in (Role.STAFF_NATIONAL, Role.SYSTEM) else Forbidden()


def may_settle(actor: Actor, concern: Concern) -> Refusal | None:
    """Whoever reads it, while it waits."""
    return step("settle")(actor, concern) or _seen(actor, concern)


def may_reopen(actor: Actor, concern: Concern) -> Refusal | None:
    """Whoever reads it, once settled."""
    return step("reopen")(actor, concern) or _seen(actor, concern)


@act(may_raise)
def concern_raise(*, actor: Actor, mentorship: Mentorship, text: str) -> Concern:
    """One of the two tells national staff; the other never reads it."""
    with transaction.atomic():
        pair = hold_pair(actor, mentorship, may=may_raise)
        side = side_of(actor, pair)
        concern = store(Concern(mentorship=pair, side=side, raised_by=actor.user, text=text))
        for assignment in _national_staff():
            post(
                "mentoring.mentorships.concern_raised",
                to=assignment.user.email,
                user=assignment.user,
                key=f"concern_raised:{concern.public_id}:{assignment.user.public_id}",
                context={"concern": str(concern.public_id), "subject": f"concern:{concern.public_id}"},
            )
        return concern


def _national_staff() -> QuerySet[Assignment]:
    """Who looks after the whole country today."""
    today = Assignment.objects.on(timezone.localdate())
    return today.filter(is_national=True, user__is_active=True).select_related("user").order_by("user", "pk")


@act(may_settle)
def concern_settle(*, actor: Actor, target: Concern, expected_version: int | None = None, settlement: str) -> Concern:
    """Taken care of, and how."""
    return _step(may_settle, actor, target, expected_version, "settle", settlement=settlement, at=timezone.now())


@act(may_reopen)
def concern_reopen(*, actor: Actor, target: Concern, expected_version: int | None = None) -> Concern:
    """Not settled after all."""
    return _step(may_reopen, actor, target, expected_version, "reopen")


def _step(may: May, actor: Actor, target: Concern, version: int | None, name: str, **facts: Any) -> Concern:
    with transaction.atomic():
        concern = claim(target, version, actor=actor, may=may)
        move(concern, name, actor=actor, **facts)
        return store(concern)
