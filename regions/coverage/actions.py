"""Writes on coverage: the association opens a territory, or leaves it."""

import datetime

from django.db import transaction

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.acts import act, guard
from nqt.common.certainty import Certainty
from nqt.common.dates import Precision, first_day
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.common.violations import store
from regions.coverage.models import Coverage
from regions.territories.models import Department, Region


def may_open(actor: Actor, _: None = None) -> Refusal | None:
    """National staff."""
    if actor.role in (Role.STAFF_NATIONAL, Role.SYSTEM):
        return None
    return Forbidden("Seule l’équipe nationale décide des territoires couverts.")


def may_close(actor: Actor, coverage: Coverage) -> Refusal | None:
    """National staff, once."""
    over = Conflict("Cette implantation a déjà pris fin.") if coverage.valid_until is not None else None
    return may_open(actor) or over


@act(may_open)
@transaction.atomic
def coverage_open(
    *,
    actor: Actor,
    valid_from: datetime.date,
    region: Region | None = None,
    department: Department | None = None,
    from_precision: str = Precision.DAY,
    not_before: datetime.date | None = None,
    certainty: str = Certainty.STATED,
    note: str = "",
) -> Coverage:
    """The association works in a region or a department from a date; `not_before` when only bounds are known.

    Raises `Forbidden`, or `Invalid` (already covered, dates out of order or bounds, neither or both territories).
    """
    guard(may_open, actor, None)
    return store(
        Coverage(
            region=region,
            department=department,
            valid_from=first_day(valid_from, from_precision),
            from_precision=from_precision,
            not_before=not_before,
            certainty=certainty,
            note=note,
        )
    )


@act(may_close)
@transaction.atomic
def coverage_close(*, actor: Actor, target: Coverage, valid_until: datetime.date) -> Coverage:
    """The association no longer works there from a date on. Raises `Forbidden`, `Conflict`, `Invalid`."""
    coverage = Coverage.objects.select_for_update(of=("self",)).get(pk=target.pk)
    guard(may_close, actor, coverage)
    coverage.valid_until = valid_until
    return store(coverage)
