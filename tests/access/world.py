"""The world in which access is tried: staff of one department, two landlords, an association, its union, all others.

Inside the regional perimeter (Charente-Maritime): Habitat 17, its association, the convention “Ici”, a mentor and a
graduate with their accounts. Outside (Gironde): Domaines 33, the convention “Ailleurs”, a mentor and a graduate. Each
has a word that must never be read across.
"""

import datetime
from typing import Any

from django.utils import timezone

from nqt.accounts.roles import Role
from partners.conventions import actions as conventions
from partners.conventions.models import Convention, Signatory
from partners.organizations.models import Contact, ContactRoleKind, Organization
from tests.access.matrix import ROLES
from tests.harness.factories import conventions as signing
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_graduate_user, a_mentor, a_mentor_user
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_member,
    a_portal_user,
    a_union,
    an_association,
    an_organization,
)
from tests.harness.factories.regions import assign, the_west
from tests.harness.visitors import Visitor, Visitors

INSIDE, OUTSIDE = "17", "33"
NOTE, ELSEWHERE = "CANARI-NOTE-INTERNE", "Canari-Ailleurs"


class World:
    """People by role, and what they meet."""

    def __init__(self, visitors: Visitors) -> None:
        self.territories = the_west()
        self._organizations()
        self._people(visitors)
        self._conventions()

    def _organizations(self) -> None:
        self.nqt = signing.nqt()
        self.association = an_association("AR Hlm du Ponant", departments=(INSIDE,))
        self.union = a_union("Union nationale d’essai")
        self.landlord = an_organization("Habitat 17", departments=(INSIDE,), note=NOTE)
        self.stranger = an_organization(f"{ELSEWHERE} 33", departments=(OUTSIDE,), note=NOTE)
        self.membership = a_member(self.landlord, self.association, since="2014-01-01")
        self.far_membership = a_member(self.stranger, self.union, since="2014-01-01")
        a_member(self.association, self.union, since="2014-01-01")

    def _people(self, visitors: Visitors) -> None:
        national, regional = UserFactory(), UserFactory()
        here, there = (self.territories[code] for code in (INSIDE, OUTSIDE))
        self.mentor = a_mentor_user(employer=self.landlord, department=here).mentor
        self.far_mentor = a_mentor(employer=self.stranger, department=there, last_name=ELSEWHERE)
        self.graduate = a_graduate_user(department=here).graduate
        self.far_graduate = a_graduate(department=there, last_name=ELSEWHERE)
        self.national_assignment = assign(national)
        self.regional_assignment = assign(regional, department=self.territories[INSIDE])
        self.visitors: dict[str, Visitor] = {
            Role.ANONYMOUS: visitors(),
            Role.STAFF_NATIONAL: visitors(user=national),
            Role.STAFF_REGIONAL: visitors(user=regional),
            Role.PARTNER_LANDLORD: visitors(user=a_portal_user(self.landlord)),
            Role.PARTNER_REGIONAL: visitors(user=a_portal_user(self.association)),
            Role.PARTNER_UNION: visitors(user=a_portal_user(self.union)),
            Role.MENTOR: visitors(user=self.mentor.user),
            Role.GRADUATE: visitors(user=self.graduate.user),
            **{role: visitors(role) for role in (Role.BOARD, Role.AUDITOR)},
        }
        self.colleague = a_contact(self.landlord, ContactRoleKind.HR, note=NOTE)
        self.far_contact = a_contact(self.stranger, ContactRoleKind.SIGNATORY, last_name=ELSEWHERE, note=NOTE)
        assert set(self.visitors) == set(ROLES)

    def _conventions(self) -> None:
        here, there = self.territories[INSIDE], self.territories[OUTSIDE]
        self.here = self._frozen(f"Ici, avec {self.landlord}", [here], self.association, self.landlord)
        self.there = self._frozen(f"{ELSEWHERE}, en Gironde", [there], self.stranger)
        self.draft = self._draft("Brouillon d’ici", [here], self.landlord)
        self.far_draft = self._draft(f"Brouillon {ELSEWHERE}", [there], self.stranger)
        self.national = self._draft("Brouillon national", [], self.landlord)
        self.framework = self._frozen("Convention-cadre", [], self.union)
        self.signed = self._frozen("Signée d’ici", [here], self.landlord)
        for line in self.signed.text.signatories.all():
            signing.sign(line)

    def _draft(self, title: str, departments: list, *parties: Organization) -> Convention:
        today = timezone.localdate()
        facts = {"starts_on": today, "ends_on": today + datetime.timedelta(days=900)}
        convention = conventions.convention_create(actor=MACHINE, title=title, departments=departments, **facts)
        for party in parties:
            conventions.party_add(actor=MACHINE, convention=convention, organization=party)
        for line in convention.text.signatories.filter(contact=None):
            line.contact = line.organization.contacts.order_by("pk").first()
            line.save()
        return signing.again(convention)

    def _frozen(self, title: str, departments: list, *parties: Organization) -> Convention:
        convention = self._draft(title, departments, *parties)
        conventions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
        return signing.again(convention)

    def line(self, convention: Convention, organization: Organization) -> Signatory:
        """A party of a convention's current text."""
        return convention.text.signatories.get(organization=organization)

    def organization_of(self, role: str) -> Organization:
        """The organization of a partner's hat."""
        own = {Role.PARTNER_REGIONAL: self.association, Role.PARTNER_UNION: self.union}
        return own.get(Role(role), self.landlord)

    def someone_of(self, organization: Organization) -> Contact:
        """A person of an organization, who is not the one signed in."""
        return organization.contacts.filter(user=None).order_by("pk").first() or a_contact(organization)


def ids(*objects: Any, **named: Any) -> dict[str, Any]:
    """Parameters of an address: `ids(row)`, `ids(row, convention=convention)`."""
    found = {name: obj.public_id for name, obj in named.items()}
    return {**found, **({"public_id": objects[0].public_id} if objects else {})}
