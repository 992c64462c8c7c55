"""Versions of the policy: a new one from a day on, or one withdrawn before it served; none is ever rewritten."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.matching.models import MatchingPolicy
from mentoring.matching.policy import row_of
from nqt.accounts.actor import Actor
from nqt.audit.transitions import note as log
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.violations import store


def may_decide(actor: Actor, _: None = None) -> Refusal | None:
    """National staff."""
    return None if actor.is_national or actor.is_system else Forbidden()


def may_withdraw(actor: Actor, policy: MatchingPolicy) -> Refusal | None:
    """National staff, while no run used it and another one takes its place: the first of all stays."""
    if refusal := may_decide(actor):
        return refusal
    stays = policy.withdrawn_at is not None or policy.runs.exists() or next_without(policy) is None
    said = "Ce barème a servi à un calcul, ou il est déjà retiré : un autre peut prendre sa suite."
    return Conflict(said) if stays else None


@act(may_decide)
def policy_create(*, actor: Actor, valid_from: datetime.date, note: str = "", **figures: Any) -> MatchingPolicy:
    """A version that counts from a day on; `figures` are those of `policy.figures_of`.

    Raises `Forbidden` but to national staff, `Invalid` for a day that is over or taken, and for absurd figures.
    """
    guard(may_decide, actor, None)
    if valid_from < timezone.localdate():
        said = "Ce jour est passé : les calculs déjà faits gardent leur barème."
        raise Invalid(said, fields={"valid_from": said})
    row = row_of(figures, valid_from)
    row.note, row.created_by = note, actor.user
    return store(row)


@act(may_withdraw)
def policy_withdraw(*, actor: Actor, target: MatchingPolicy, reason: str = "") -> MatchingPolicy:
    """A version that no run has used counts no more, and its day is free; who took it back stays written.

    Raises `Forbidden` but to national staff, `Conflict` once a run used it. A run that begins at the same moment waits
    for this, or this for the run (`policy.policy_held`).
    """
    with transaction.atomic():
        row = MatchingPolicy.objects.select_for_update(of=("self",)).get(pk=target.pk)
        guard(may_withdraw, actor, row)
        row.withdrawn_at, row.withdrawn_by = timezone.now(), actor.user
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        log(row, "withdraw", actor=actor, reason=reason)
        return row


def next_without(policy: MatchingPolicy) -> MatchingPolicy | None:
    """Which version counts from this one's day on, when it is withdrawn."""
    return MatchingPolicy.objects.begun(policy.valid_from).exclude(pk=policy.pk).first()
