"""Asking to be forgotten, taking it back, carrying it out."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.errors import Conflict, Forbidden
from nqt.common.violations import named_violations
from nqt.privacy.erasing import Person, forget, obstacles
from nqt.privacy.models import Erasure


@transaction.atomic
def erasure_request(*, actor: Actor, target: Any) -> Erasure:
    """The person asks; national staff carry it out within a month."""
    if _asked(target):
        raise Conflict("Cet effacement est déjà demandé.")
    erasure = Erasure(model=target._meta.label_lower, object_public_id=target.public_id, user=actor.user)
    with named_violations():
        erasure.save()
    return erasure


@transaction.atomic
def erasure_withdraw(*, actor: Actor, target: Any) -> Erasure:
    """The person changes her mind before it is done."""
    erasure = _asked(target)
    if erasure is None:
        raise Conflict("Aucun effacement n’est demandé.")
    erasure.withdrawn_at = timezone.now()
    erasure.save(update_fields=["withdrawn_at"])
    return erasure


@transaction.atomic
def person_erase(*, actor: Actor, target: Any, person: Person) -> Erasure:
    """Forget a person everywhere, at once or not at all; what is counted stays counted.

    `target` is the file from which it is asked. Raises `Conflict` with what forbids it for now.
    """
    if actor.role not in {Role.STAFF_NATIONAL, Role.SYSTEM}:
        raise Forbidden
    if found := obstacles(person):
        raise Conflict(" ".join(found))
    erasure = _asked(target) or Erasure(model=target._meta.label_lower, object_public_id=target.public_id)
    erasure.done_at, erasure.done_by = timezone.now(), actor.user
    erasure.save()
    forget(person)
    return erasure


def _asked(target: Any) -> Erasure | None:
    asked = Erasure.objects.asked().select_for_update(of=("self",))
    return asked.filter(model=target._meta.label_lower, object_public_id=target.public_id).first()
