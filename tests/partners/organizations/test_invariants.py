"""The invariants see what no action lets happen: it is written behind their back."""

import pytest

from partners.organizations.invariants import memberships_make_no_circle, portals_are_administered
from partners.organizations.models import ContactRole, Membership
from partners.organizations.words import ContactRoleKind
from tests.harness.factories.organizations import a_member, a_portal_user, an_association, an_organization

pytestmark = pytest.mark.django_db


def test_portal_without_administrator_is_told():
    a_portal_user(an_organization("Bien tenu"))
    a_portal_user(an_organization("Orphelin"))
    assert list(portals_are_administered()) == []
    ContactRole.objects.filter(contact__organization__name="Orphelin").update(kind=ContactRoleKind.HR)
    assert list(portals_are_administered()) == ["L’espace de Orphelin n’a pas d’administrateur."]


def test_circle_is_told():
    one, two = an_association("AR Une"), an_association("AR Deux")
    a_member(one, two)
    assert list(memberships_make_no_circle()) == []
    Membership.objects.create(member=two, body=one)
    assert len(list(memberships_make_no_circle())) == 2
