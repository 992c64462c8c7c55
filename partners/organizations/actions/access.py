"""Staff close a portal user's account, and open it again; what becomes of the account of an address passed on."""

from collections.abc import Callable

from django.db import transaction

from nqt.accounts import hats
from nqt.accounts.actions import address_settle, user_disable, user_enable
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import other_holder
from nqt.accounts.models import User
from nqt.accounts.roles import Audience
from nqt.common.acts import May, act
from nqt.common.errors import Conflict, Forbidden, Refusal
from partners.organizations.actions.people import hold_contact, keep_an_administrator, lock_all
from partners.organizations.actions.writing import archived, outside
from partners.organizations.models import Contact, Organization
from partners.organizations.models.organization import OrganizationQuerySet

NO_ACCOUNT = "Cette personne n’a pas de compte."


def may_disable(actor: Actor, contact: Contact) -> Refusal | None:
    """The account of somebody in the perimeter who is there, and signs in."""
    if contact.has_account and contact.user.is_active:
        return outside(actor, contact.organization) or archived(contact)
    return outside(actor, contact.organization) or Conflict(NO_ACCOUNT, code="no_account")


def may_enable(actor: Actor, contact: Contact) -> Refusal | None:
    """A closed account of somebody in the perimeter, archived or not."""
    if contact.has_account and not contact.user.is_active:
        return outside(actor, contact.organization)
    return outside(actor, contact.organization) or Conflict("Ce compte n’est pas désactivé.", code="no_account")


@act(may_disable)
def account_disable(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """Nobody signs in with the person's account any more, in whatever capacity, and its sessions end at once.

    Raises `Forbidden` where the account also serves outside the actor's perimeter, `Conflict` when colleagues would be
    left without administrator.
    """
    return _set_account(user_disable, may_disable, actor, target, expected_version, reason)


@act(may_enable)
def account_enable(*, actor: Actor, target: Contact, expected_version: int | None, reason: str = "") -> Contact:
    """The person signs in anew, with the roles still held; also once archived, to be invited again.

    Raises as `account_disable` does.
    """
    return _set_account(user_enable, may_enable, actor, target, expected_version, reason)


def _set_account(
    change: Callable[..., User], may: May, actor: Actor, target: Contact, expected_version: int | None, reason: str
) -> Contact:
    with transaction.atomic():
        contact, organizations = _hold(may, actor, target, expected_version)
        change(actor=actor, user=contact.user, reason=reason)
        for organization in organizations:
            keep_an_administrator(organization, actor)
        return contact


def _hold(may: May, actor: Actor, target: Contact, expected_version: int | None) -> tuple[Contact, list[Organization]]:
    """The person, and every organization whose portal the account opens, locked in one order."""
    organizations = lock_all(_opened_by(target.user))
    contact = hold_contact(target, expected_version, actor=actor, may=may)
    if not _is_within(actor, contact.user, organizations):
        raise Forbidden("Ce compte sert aussi hors de votre périmètre : adressez-vous à l’équipe nationale.")
    return contact, organizations


def settle_address(
    *, actor: Actor, email: str, first_name: str, last_name: str, answer: str, beside: Organization | None = None
) -> str:
    """Before somebody is invited: whose the account of the address is, when it is in another name.

    Gives what `invitation_create(holder=…)` takes. The former holder's account is retired when the actor says that she
    is somebody else. A partner is asked about people of its own organization alone: of an account elsewhere it learns
    nothing, and the guest is asked. The caller owns the transaction; `beside` is an organization that it locks after.
    Raises `Invalid` while there is no answer, `Forbidden`, `Conflict`.
    """
    holder = other_holder(email, first_name, last_name)
    if holder is None:
        return ""
    hers = set(_opened_by(holder).values_list("pk", flat=True))
    held = lock_all(Organization.objects.filter(pk__in=hers | ({beside.pk} if beside else set())))
    opened = [organization for organization in held if organization.pk in hers]
    is_within = _is_within(actor, holder, opened)
    if not is_within and not _knows(actor, holder):
        if not actor.is_staff:
            return ""
        raise Conflict(
            "Cette adresse a un compte au nom de quelqu’un d’autre, hors de votre périmètre : adressez-vous à l’équipe"
            " nationale.",
            code="address_has_account",
        )
    confirmed = address_settle(actor=actor, holder=holder, answer=answer, may_close=is_within)
    for organization in opened:
        keep_an_administrator(organization, actor)
    return confirmed


def _opened_by(user: User | None) -> OrganizationQuerySet:
    """The organizations whose people this account is among."""
    return Organization.objects.filter(contacts__in=Contact.objects.active().filter(user=user))


def _knows(actor: Actor, user: User) -> bool:
    """The account is of somebody the actor reads about, archived people of its own organization included."""
    people = Contact.objects.filter(user=user)
    if actor.is_staff:
        return people.filter(pk__in=Contact.objects.visible_to(actor)).exists()
    return people.filter(organization=actor.organization_id).exists()


def _is_within(actor: Actor, user: User, organizations: list[Organization]) -> bool:
    """The account opens nothing but portals that the actor may change; a partner, nothing but its own."""
    if actor.is_national or actor.is_system:
        return True
    opened = hats.granted(user)
    if not actor.is_staff:
        return _knows(actor, user) and all(hat.organization_id == actor.organization_id for hat in opened)
    if any(hat.audience != Audience.PARTNER for hat in opened):
        return False
    return all(organization.is_editable_by(actor) for organization in organizations)
