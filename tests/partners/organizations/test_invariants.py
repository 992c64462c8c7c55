"""The invariants see what no action lets happen: it is written behind their back."""

import datetime

import pytest
import time_machine

from partners.organizations.invariants import memberships_make_no_circle, portals_are_administered
from partners.organizations.models import ContactRole, ContactRoleKind, Membership
from tests.harness.factories.organizations import a_member, a_portal_user, an_association, an_organization

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-03-10T10:00:00+00:00", tick=False)
def test_portal_without_administrator_is_told():
    a_portal_user(an_organization("Bien tenu"))
    a_portal_user(an_organization("Orphelin"))
    a_portal_user(an_organization("Orphelin demain"), ContactRoleKind.ADMINISTRATOR, ContactRoleKind.HR)
    assert list(portals_are_administered()) == []
    ContactRole.objects.filter(contact__organization__name="Orphelin").update(kind=ContactRoleKind.HR)
    ContactRole.objects.filter(
        contact__organization__name="Orphelin demain", kind=ContactRoleKind.ADMINISTRATOR
    ).update(valid_until=datetime.date(2026, 3, 11))
    assert list(portals_are_administered()) == [
        "L’espace d’Orphelin n’a pas d’administrateur le 10 mars 2026.",
        "L’espace d’Orphelin demain n’a pas d’administrateur le 11 mars 2026.",
    ]


def test_circle_is_told():
    one, two = an_association("AR Une"), an_association("AR Deux")
    a_member(one, two)
    assert list(memberships_make_no_circle()) == []
    Membership.objects.create(member=two, body=one)
    assert len(list(memberships_make_no_circle())) == 2
