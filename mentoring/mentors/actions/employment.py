"""For whom a mentor works, with dates: what counts by partner read."""

import datetime

from django.db import transaction
from django.utils import timezone

from mentoring.mentors.actions.writing import foreign, may_keep
from mentoring.mentors.models import Employment, Mentor
from nqt.accounts.actor import Actor
from nqt.common.acts import act
from nqt.common.errors import Conflict, Refusal
from nqt.common.models import claim
from nqt.common.violations import store
from partners.organizations.actions.writing import close, require_active
from partners.organizations.models import Organization


def may_end_employment(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, while an employment runs without an end."""
    if refusal := foreign(actor, mentor):
        return refusal
    runs = mentor.employments.filter(valid_until=None).exists()
    return None if runs else Conflict("Aucun emploi ne court.", code="unemployed")


@act(may_keep)
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
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_keep)
        require_active(organization)
        employ(mentor, organization, valid_from or timezone.localdate())
        store(mentor)
        return mentor


@act(may_end_employment)
def employment_end(
    *, actor: Actor, target: Mentor, expected_version: int | None = None, valid_until: datetime.date | None = None
) -> Mentor:
    """Works for no partner any more from a day on (retired, between two posts); remains a mentor."""
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_end_employment)
        current = _open(mentor)
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
