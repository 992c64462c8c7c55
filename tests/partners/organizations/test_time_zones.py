"""Where a person of an organization reads its mail: reminders respect that night."""

import datetime

import pytest
from django.utils import timezone

from nqt.accounts.actions import invitation_accept
from nqt.accounts.invitations import invitation_token
from nqt.accounts.models import Invitation
from nqt.outbox.models import Message
from partners.organizations import actions
from partners.organizations.models import Contact
from regions.territories.models import Department, Zone
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.organizations import a_contact, an_organization, national

pytestmark = pytest.mark.django_db
REUNION, MARTINIQUE, MARIGOT = "Indian/Reunion", "America/Martinique", "America/Marigot"
ZONES = {"974": REUNION, "972": MARTINIQUE, "978": MARIGOT, "17": "Europe/Paris", "75": "Europe/Paris"}


@pytest.fixture(autouse=True)
def departments(db):
    for code, zone in ZONES.items():
        Department.objects.create(code=code, name=f"Département {code}", zone=Zone.METROPOLE, time_zone=zone)


def zone_of(contact):
    return contact.time_zone_on(timezone.localdate())


@pytest.mark.parametrize(
    ("codes", "zone"),
    [
        (("974",), REUNION),
        (("17", "75"), "Europe/Paris"),
        (("974", "972"), ""),
        (("974", "17"), ""),
        ((), ""),
    ],
)
def test_person_without_account_lives_where_all_the_organization_s_departments_do(codes, zone):
    assert zone_of(a_contact(an_organization(departments=codes))) == zone


def test_department_left_no_longer_says_where_people_live():
    organization = an_organization(departments=("17", "974"))
    presence = organization.presences.get(department__code="17")
    actions.presence_end(actor=national(), target=presence, valid_until=timezone.localdate())
    contact = a_contact(organization)
    assert zone_of(contact) == REUNION
    assert contact.time_zone_on(timezone.localdate() - datetime.timedelta(days=1)) == ""


def test_person_with_an_account_lives_where_the_account_says():
    contact = a_contact(an_organization(departments=("974",)), user=UserFactory(time_zone=MARTINIQUE))
    assert zone_of(contact) == MARTINIQUE


@pytest.mark.parametrize(
    ("code", "mail_zone", "account_zone"),
    [("974", REUNION, REUNION), ("978", MARIGOT, "Europe/Paris"), (None, "Europe/Paris", "Europe/Paris")],
    ids=["offered", "not_offered", "unknown"],
)
def test_invited_person_s_mail_and_new_account_are_in_the_organization_s_time_zone(code, mail_zone, account_zone):
    contact = a_contact(an_organization(departments=(code,) if code else ()))
    actions.contact_invite(actor=national(), target=contact)
    assert Message.objects.get().time_zone == mail_zone

    user = invitation_accept(token=invitation_token(Invitation.objects.get()))
    assert user.time_zone == account_zone
    assert zone_of(Contact.objects.get()) == account_zone
