"""For whom a mentor works, with dates: what counts by partner read."""

import datetime

from django.db import transaction
from django.utils import timezone

from mentoring.mentors.actions.writing import hold, require_keeper
from mentoring.mentors.models import Employment, Mentor
from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict
from nqt.common.models import claim
from nqt.common.violations import store
from partners.organizations.actions.writing import close, require_active
from partners.organizations.models import Organization


def employment_change(
    *,
    actor: Actor,
    target: Mentor,
    organization: Organization,
    expected_version: int | None = None,
    valid_from: datetime.date | None = None,
) -> Mentor:
    """Another employer from a day on, today unless said; the former one ends that day.

    On the very day the former began, it never was. Raises `Conflict` for a day that an employment of before or of
    later already covers.
    """
    require_keeper(actor, target)
    require_active(organization)
    with transaction.atomic():
        mentor = hold(target, expected_version)
        employ(mentor, organization, valid_from or timezone.localdate())
        store(mentor)
        return mentor


def employment_end(
    *, actor: Actor, target: Mentor, expected_version: int | None = None, valid_until: datetime.date | None = None
) -> Mentor:
    """Works for no partner any more from a day on (retired, between two posts); remains a mentor."""
    require_keeper(actor, target)
    with transaction.atomic():
        mentor = claim(target, expected_version)
        current = _open(mentor)
        if current is None:
            raise Conflict("Aucun emploi ne court.", code="unemployed")
        end = valid_until or timezone.localdate()
        _refuse_before(current, end)
        close(current, end)
        store(mentor)
        return mentor


def employ(mentor: Mentor, organization: Organization, since: datetime.date) -> None:
    """From that day, for that employer; the caller has locked the mentor."""
    current = _open(mentor)
    if current is not None:
        if current.organization_id == organization.pk:
            if current.valid_from is None or current.valid_from <= since:
                return
            raise Conflict("Cette personne y travaille déjà, depuis un jour plus tardif.", code="employed")
        _refuse_before(current, since)
        close(current, since)
    store(Employment(mentor=mentor, organization=organization, valid_from=since))


def _open(mentor: Mentor) -> Employment | None:
    """The employment that has no end yet."""
    return mentor.employments.select_for_update(of=("self",)).filter(valid_until=None).first()


def _refuse_before(current: Employment, day: datetime.date) -> None:
    if current.valid_from is not None and day < current.valid_from:
        raise Conflict(
            "Cette personne n’y travaillait pas encore ce jour-là : choisissez un jour plus tardif.", code="overlap"
        )
