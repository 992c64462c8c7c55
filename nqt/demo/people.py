"""The invented people of the demo: staff with their territories, contacts with their roles, and who has an account."""

import datetime

from nqt.accounts.actions import invitation_accept, user_create
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.invitations import invitation_token
from nqt.accounts.models import Invitation, User
from nqt.demo.accounts import ACCOUNTS, Account
from nqt.demo.clock import Teller, moment
from nqt.demo.tables import rows
from partners.organizations.actions import contact_add, contact_invite
from partners.organizations.actions.people import INVITATION_PURPOSE
from partners.organizations.models import Contact, Organization
from regions.assignments.actions import assignment_add
from regions.territories.models import Region

STAFF_SINCE = 1800
"""Days ago: before the first story, so that whoever acts in one has the hat for it."""
CONTACTS_SINCE = 1600


def employ(teller: Teller, machine: Actor, today: datetime.date) -> dict[str, Actor]:
    """Staff accounts and assignments; who acts in the stories, by address."""
    since = today - datetime.timedelta(days=STAFF_SINCE)
    actors = {}
    for account in (account for account in ACCOUNTS if account.is_staff):
        with teller.at(machine, moment(since)):
            user = _account(account)
            region = Region.objects.filter(code=account.region).first()
            assignment_add(actor=machine, user=user, valid_from=since, is_national=region is None, region=region)
        actors[account.email] = Actor.wearing(user, hats_of(user)[0])
    return actors


def _account(account: Account) -> User:
    return user_create(
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        password=account.password,
    )


def introduce(teller: Teller, actor: Actor, organizations: dict[str, Organization], today: datetime.date) -> None:
    """Contacts with their roles; those of `ACCOUNTS` were invited, and accepted."""
    since = today - datetime.timedelta(days=CONTACTS_SINCE)
    passwords = {account.email: account.password for account in ACCOUNTS}
    for row in rows("invented/people"):
        organization = organizations[row["organization"]]
        with teller.at(actor, moment(since, 11)):
            contact = contact_add(
                actor=actor,
                organization=organization,
                roles=row["roles"].split(),
                since=since,
                first_name=row["first_name"],
                last_name=row["last_name"],
                title=row["title"],
                email=row["email"],
                note="Personne inventée pour la démonstration.",
            )
        if row["email"] in passwords and not organization.is_nqt:
            _invite(teller, actor, contact, passwords[row["email"]], since)


def _invite(teller: Teller, actor: Actor, contact: Contact, password: str, since: datetime.date) -> None:
    with teller.at(actor, moment(since, 12)):
        contact_invite(actor=actor, target=contact)
    invitation = Invitation.objects.about(INVITATION_PURPOSE, contact.pk).open().get()
    with teller.at(Actor.anonymous(), moment(since, 15)):
        invitation_accept(token=invitation_token(invitation), password=password)
