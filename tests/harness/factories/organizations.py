"""Organizations, their ties and their people, as tests tell them: made by the product's own actions."""

import datetime
import itertools
from typing import Any

from stdnum import luhn

from nqt.accounts import hats
from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRoleKind, Membership, Organization, OrganizationKind
from regions.territories.models import Department
from tests.harness.factories.accounts import UserFactory

MACHINE = Actor.system("tests")
_serial = itertools.count(1)


def a_siren(number: int | None = None) -> str:
    """Nine digits whose key is right."""
    body = f"{number or 20_000_000 + next(_serial):08d}"
    return body + luhn.calc_check_digit(body)


def a_siret(siren: str, establishment: int = 1) -> str:
    """The SIRET of an establishment of that SIREN."""
    body = f"{siren}{establishment:04d}"
    return body + luhn.calc_check_digit(body)


def a_department(code: str = "17", name: str = "Charente-Maritime") -> Department:
    """A department of the map, made when the test has not loaded it."""
    facts = {"name": name, "zone": "metropole", "time_zone": "Europe/Paris"}
    return Department.objects.get_or_create(code=code, defaults=facts)[0]


def an_organization(name: str = "", *, departments: tuple[str, ...] = (), **facts: Any) -> Organization:
    """A landlord unless said otherwise, present in the departments of these codes."""
    places = [a_department(code, f"Département {code}") for code in departments]
    facts = {"kind": OrganizationKind.LANDLORD, "name": name or f"Bailleur numéro {next(_serial)}", **facts}
    return actions.organization_create(actor=MACHINE, departments=places, is_distinct=True, **facts)


def an_association(name: str = "AR Hlm d’essai", **facts: Any) -> Organization:
    """A regional association."""
    return an_organization(name, **{"kind": OrganizationKind.REGIONAL_ASSOCIATION, **facts})


def a_union(name: str = "Union d’essai", **facts: Any) -> Organization:
    """A union of federations."""
    return an_organization(name, **{"kind": OrganizationKind.UNION, **facts})


def a_member(member: Organization, body: Organization, since: str = "", until: str = "") -> Membership:
    """`member` belongs to `body` between two ISO dates, open when empty."""
    dates = {
        "valid_from": datetime.date.fromisoformat(since) if since else None,
        "valid_until": datetime.date.fromisoformat(until) if until else None,
    }
    return actions.membership_add(actor=MACHINE, member=member, body=body, **dates)


def a_contact(organization: Organization, *roles: str, user: User | None = None, **facts: Any) -> Contact:
    """A person with an address, holding these roles since long; with an account when one is given."""
    number = next(_serial)
    facts = {"first_name": "Lucie", "last_name": f"Marchand {number}", "email": f"contact{number}@example.org", **facts}
    since = datetime.date(2014, 1, 1)
    contact = actions.contact_add(actor=MACHINE, organization=organization, roles=roles, since=since, **facts)
    if user:
        Contact.objects.filter(pk=contact.pk).update(user=user)
        contact.refresh_from_db()
    return contact


def a_portal_user(organization: Organization, *roles: str) -> User:
    """A user of the organization's portal: an administrator unless other roles are given."""
    user = UserFactory()
    roles = roles or (ContactRoleKind.ADMINISTRATOR,)
    a_contact(organization, *roles, user=user, first_name=user.first_name, last_name=user.last_name, email=user.email)
    return user


def partner(user: User) -> Actor:
    """The user under its partner hat, as a request would see it."""
    return Actor.wearing(user, hats.hats_of(user, Audience.PARTNER)[0])


def national() -> Actor:
    """National staff."""
    return Actor(user=UserFactory(), audience=Audience.STAFF, role=Role.STAFF_NATIONAL, hat_key="staff-national")


def regional(*codes: str) -> Actor:
    """Regional staff of these departments."""
    return Actor(
        user=UserFactory(),
        audience=Audience.STAFF,
        role=Role.STAFF_REGIONAL,
        hat_key="staff-regional",
        department_codes=frozenset(codes),
    )
