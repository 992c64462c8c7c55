"""Versions of the policy: a new one from a day on, or one withdrawn before its day; none is ever rewritten."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.matching.models import MatchingPolicy
from mentoring.matching.policy import row_of
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.common.violations import named_violations, store


def policy_create(*, actor: Actor, valid_from: datetime.date, note: str = "", **figures: Any) -> MatchingPolicy:
    """A version that counts from a day on; `figures` are those of `policy.figures_of`.

    Raises `Forbidden` but to national staff, `Invalid` for a day that is over or taken, and for absurd figures.
    """
    if not (actor.is_national or actor.is_system):
        raise Forbidden
    if valid_from < timezone.localdate():
        said = "Ce jour est passé : les calculs déjà faits gardent leur barème."
        raise Invalid(said, fields={"valid_from": said})
    row = row_of(figures, valid_from)
    row.note, row.created_by = note, actor.user
    return store(row)


def policy_withdraw(*, actor: Actor, target: MatchingPolicy) -> None:
    """A version whose day has not come disappears. Raises `Forbidden`, `Conflict` once it counts or was used."""
    if not (actor.is_national or actor.is_system):
        raise Forbidden
    with transaction.atomic():
        row = MatchingPolicy.objects.select_for_update(of=("self",)).filter(pk=target.pk).first()
        if row is None or not may_be_withdrawn(row):
            raise Conflict("Cette version compte déjà : elle reste, une autre peut la remplacer.")
        with named_violations():
            row.delete()


def may_be_withdrawn(policy: MatchingPolicy) -> bool:
    """Its day has not come; a run that uses it keeps it all the same."""
    return policy.valid_from > timezone.localdate() and not policy.runs.exists()
