"""The logo of an organization: deposited, replaced, taken away."""

from django.db import transaction

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.models import claim
from nqt.common.violations import store
from nqt.files.actions import Upload, examine, file_deposit, file_remove
from partners.organizations.actions.portal import may_correct_own
from partners.organizations.actions.records import may_change
from partners.organizations.files import LOGO
from partners.organizations.models import Organization


def may_set_logo(actor: Actor, organization: Organization) -> Refusal | None:
    """Staff who change the record, and the administrators of the organization's own portal."""
    may = may_correct_own if actor.audience == Audience.PARTNER else may_change
    return may(actor, organization)


def may_take_logo_away(actor: Actor, organization: Organization) -> Refusal | None:
    """The same, when there is one."""
    return may_set_logo(actor, organization) or (
        None if organization.logo_id else Conflict("Cet organisme n’a pas de logo.")
    )


@act(may_set_logo)
def organization_logo_set(
    *, actor: Actor, target: Organization, expected_version: int | None = None, logo: Upload
) -> Organization:
    """Keep the image, in the place of the former one. Raises `Invalid` with what is wrong with it."""
    guard(may_set_logo, actor, target)
    try:
        examined = examine(actor=actor, kind=LOGO, upload=logo)
    except Invalid as refusal:
        raise Invalid(fields={"logo": str(refusal.message)}, code=refusal.code) from None
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_set_logo)
        _take_away(organization)
        organization.logo = file_deposit(actor=actor, examined=examined, about=f"organization:{organization.public_id}")
        store(organization)
        return organization


@act(may_take_logo_away)
def organization_logo_remove(
    *, actor: Actor, target: Organization, expected_version: int | None = None
) -> Organization:
    """The initials stand in its place again."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_take_logo_away)
        _take_away(organization)
        return organization


def _take_away(organization: Organization) -> None:
    """The row lets go of its file before the file goes."""
    former, organization.logo = organization.logo, None
    if former is not None:
        store(organization)
        file_remove(file=former)
