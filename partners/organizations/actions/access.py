"""Staff close a portal user's account, and open it again."""

from collections.abc import Callable

from django.db import transaction

from nqt.accounts import hats
from nqt.accounts.actions import user_disable, user_enable
from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.accounts.roles import Audience
from nqt.common.errors import Conflict, Forbidden
from partners.organizations.actions.people import hold_contact, keep_an_administrator, lock_all
from partners.organizations.actions.writing import require_editable
from partners.organizations.models import Contact, Organization


def account_disable(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """Nobody signs in with the person's account any more, in whatever capacity, and its sessions end at once.

    Raises `Forbidden` where the account also serves outside the actor's perimeter, `Conflict` when colleagues would be
    left without administrator.
    """
    return _set_account(user_disable, actor, target, expected_version, reason)


def account_enable(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """The person signs in anew, with the roles still held; also once archived, to be invited again.

    Raises as `account_disable` does.
    """
    return _set_account(user_enable, actor, target, expected_version, reason)


def _set_account(
    act: Callable[..., User], actor: Actor, target: Contact, expected_version: int | None, reason: str
) -> Contact:
    with transaction.atomic():
        contact, organizations = _hold(actor, target, expected_version)
        act(actor=actor, user=contact.user, reason=reason)
        for organization in organizations:
            keep_an_administrator(organization, actor)
        return contact


def _hold(actor: Actor, target: Contact, expected_version: int | None) -> tuple[Contact, list[Organization]]:
    """The person, and every organization whose portal the account opens, locked in one order."""
    require_editable(actor, target.organization)
    organizations = lock_all(
        Organization.objects.filter(contacts__in=Contact.objects.active().filter(user=target.user))
    )
    contact = hold_contact(target, expected_version, even_archived=True)
    if contact.user is None:
        raise Conflict("Cette personne n’a pas de compte.", code="no_account")
    if not actor.is_national and not actor.is_system and not _is_within(actor, contact.user, organizations):
        raise Forbidden("Ce compte sert aussi hors de votre périmètre : adressez-vous à l’équipe nationale.")
    return contact, organizations


def _is_within(actor: Actor, user: User, organizations: list[Organization]) -> bool:
    """The account opens nothing but portals that the actor may change."""
    if any(hat.audience != Audience.PARTNER for hat in hats.granted(user)):
        return False
    return all(organization.is_editable_by(actor) for organization in organizations)
