"""What every write of this feature does alike: tidy what was typed, hold the row, store it, refuse in French."""

import datetime

from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.common.dates import Precision, first_day
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.valid_time import ValidTime
from nqt.common.violations import store
from partners.organizations.models import Organization
from partners.organizations.models.record import Record

ENDED = "C’est déjà terminé à cette date, ou plus tôt."


def outside(actor: Actor, *organizations: Organization) -> Refusal | None:
    """The actor may change the record of at least one of them; regional staff in its departments only."""
    if any(organization.is_editable_by(actor) for organization in organizations):
        return None
    return Forbidden("Cet organisme est hors de votre périmètre.")


def archived(record: Record) -> Refusal | None:
    """Nothing is added to an archived record."""
    if not record.is_archived:
        return None
    return Conflict("Cette fiche est archivée : rétablissez-la d’abord.", code="archived")


def ended(period: ValidTime) -> Refusal | None:
    """What is over stays so; an end to come is only brought forward (`refuse_reopening`)."""
    is_over = period.valid_until is not None and period.valid_until <= timezone.localdate()
    return Conflict(ENDED, code="ended") if is_over else None


def require_editable(actor: Actor, *organizations: Organization) -> None:
    """The actor may change the record of at least one of them; regional staff in its departments only."""
    if refusal := outside(actor, *organizations):
        raise refusal


def require_active(record: Record) -> None:
    """Nothing is added to an archived record."""
    if refusal := archived(record):
        raise refusal


def known_on(date: datetime.date | None, precision: str | None) -> datetime.date | None:
    """The stored form of a date known to the day, the month or the year."""
    return first_day(date, precision or Precision.DAY) if date else None


def not_to_come(date: datetime.date, field: str) -> None:
    """What is recorded has happened."""
    if date > timezone.localdate():
        raise Invalid(fields={field: "Cette date est à venir."})


def refuse_reopening(period: ValidTime, until: datetime.date) -> None:
    """What has ended stays ended, and an end to come is only brought forward. Raises `Conflict`."""
    if period.valid_until is not None and period.valid_until <= max(until, timezone.localdate()):
        raise Conflict(ENDED, code="ended")


def close(period: ValidTime, until: datetime.date) -> None:
    """End a dated row; ended on the very day it began it never was, and goes (its history stays).

    Raises `Conflict` when it has ended by then, `Invalid` when it had not begun.
    """
    refuse_reopening(period, until)
    if period.valid_from == until:
        period.delete()
        return
    period.valid_until = until
    store(period)
