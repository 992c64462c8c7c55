"""Writes on assignments: who of the staff looks after what, from when to when."""

import datetime

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actions import address_settle, user_create
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import other_holder
from nqt.accounts.models import User, normal_email
from nqt.accounts.roles import Role
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.common.models import claim
from nqt.common.violations import store
from nqt.outbox.post import post
from regions.assignments.models import Assignment
from regions.territories.models import Department, Region

OVER = "Cette affectation se termine déjà à cette date, ou plus tôt."
WELCOME = "regions.assignments.welcome"


def may_place(actor: Actor, user: User | None = None) -> Refusal | None:
    """National staff place colleagues; nobody decides about their own place."""
    if actor.role not in (Role.STAFF_NATIONAL, Role.SYSTEM):
        return Forbidden("Seule l’équipe nationale affecte les collègues.")
    is_self = user is not None and actor.user is not None and actor.user.pk == user.pk
    return Forbidden("Personne ne décide de sa propre affectation.") if is_self else None


def may_end(actor: Actor, assignment: Assignment) -> Refusal | None:
    """The same, while it runs; an end to come is only brought forward."""
    is_over = assignment.valid_until is not None and assignment.valid_until <= timezone.localdate()
    return may_place(actor, assignment.user) or (Conflict(OVER) if is_over else None)


@transaction.atomic
def assignment_add(
    *,
    actor: Actor,
    user: User,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    is_national: bool = False,
    region: Region | None = None,
    department: Department | None = None,
) -> Assignment:
    """Give a person the whole country, a region of either map, or a department.

    Raises `Forbidden`, or `Invalid` (given twice, no territory or several, dates out of order or bounds).
    """
    guard(may_place, actor, user)
    return store(
        Assignment(
            user=user,
            is_national=is_national,
            region=region,
            department=department,
            valid_from=valid_from,
            valid_until=valid_until,
        )
    )


@act(may_end)
@transaction.atomic
def assignment_end(
    *, actor: Actor, target: Assignment, valid_until: datetime.date, expected_version: int | None = None
) -> Assignment:
    """End an assignment, at the latest on the date it already had; the hat falls that day.

    Raises `Forbidden`, `Stale`, `Conflict` (it ends earlier already), `Invalid` (before it began).
    """
    assignment = claim(target, expected_version, actor=actor, may=may_end)
    if assignment.valid_until is not None and assignment.valid_until <= valid_until:
        raise Conflict(OVER)
    assignment.valid_until = valid_until
    return store(assignment)


@act(may_place)
@transaction.atomic
def colleague_add(
    *,
    actor: Actor,
    email: str,
    valid_from: datetime.date,
    first_name: str = "",
    last_name: str = "",
    is_national: bool = False,
    region: Region | None = None,
    department: Department | None = None,
    address_holder: str = "",
) -> Assignment:
    """Assign the person of an address, whose account is made if there is none, and tell them how to come in.

    They sign in with a code mailed to that address; one that has an account in another name is a question first.
    Raises what `address_settle`, `assignment_add` and `user_create` raise.
    """
    guard(may_place, actor, None)
    other = other_holder(email, first_name, last_name)
    address_settle(actor=actor, holder=other, answer=address_holder, may_close=True)
    user = User.objects.filter(email=normal_email(email)).first()
    if user is None:
        user = user_create(email=email, first_name=first_name, last_name=last_name)
    assignment = assignment_add(
        actor=actor, user=user, valid_from=valid_from, is_national=is_national, region=region, department=department
    )
    post(
        WELCOME,
        to=user.email,
        key=f"{WELCOME}:{assignment.public_id}:{user.public_id}:added",
        context={"assignment": str(assignment.public_id), "subject": f"assignment:{assignment.public_id}"},
        user=user,
    )
    return assignment
