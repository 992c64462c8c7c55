"""An end follows its beginning; what archiving ended, restoring brings back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from nqt.accounts import hats
from nqt.common.errors import Invalid
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRole, ContactRoleKind
from tests.harness.factories.organizations import (
    a_contact,
    a_member,
    a_portal_user,
    an_association,
    an_organization,
    national,
)

pytestmark = pytest.mark.django_db
BEFORE = "2013-12-31"
HR, SIGNATORY = ContactRoleKind.HR, ContactRoleKind.SIGNATORY


@pytest.fixture
def staff(client_as):
    return client_as("staff_national")


def archive(contact):
    return actions.contact_archive(actor=national(), target=contact, expected_version=None)


def restore(contact):
    return actions.contact_restore(actor=national(), target=contact, expected_version=None)


def a_role():
    """Held since 1 January 2014."""
    role = a_contact(an_organization(), SIGNATORY).roles.get()
    return role, "contact-roles-end", {"contact": role.contact.public_id}, {}


def a_membership():
    tie = a_member(an_organization(), an_association(), "2014-01-01")
    return tie, "organization-bodies-end", {"organization": tie.member.public_id}, {"version": 1}


def a_presence():
    organization = an_organization(departments=("17",))
    presence = organization.presences.get()
    presence.valid_from = datetime.date(2014, 1, 1)
    presence.save()
    return presence, "organization-presences-end", {"organization": organization.public_id}, {}


@pytest.mark.parametrize("make", [a_role, a_membership, a_presence])
def test_end_before_the_beginning_is_refused_beside_its_date_and_nothing_goes(staff, make):
    tie, name, parent, seen = make()
    where = {**parent, "public_id": tie.public_id}
    typed = {"valid_until": BEFORE, **seen} | ({} if isinstance(tie, ContactRole) else {"until_precision": "day"})

    shown = staff.post(reverse(f"pages:staff:{name}", kwargs=where), typed)

    assert shown.status_code == 400
    assert 'id="id_valid_until_error"' in shown.content.decode()
    assert "La fin doit suivre le début." in shown.content.decode()
    headers = {"HTTP_IF_MATCH": '"1"'} if seen else {}
    typed.pop("version", None)
    problem = staff.send("post", reverse(f"api:staff:{name}", kwargs=where), typed, **headers).json()
    assert [error["pointer"] for error in problem["errors"]] == ["#/valid_until"]
    assert type(tie).objects.get(pk=tie.pk).valid_until is None


def test_form_says_that_a_role_ended_on_its_first_day_disappears(staff):
    role, name, parent, _ = a_role()
    url = reverse(f"pages:staff:{name}", kwargs={**parent, "public_id": role.public_id})
    assert "1er janvier 2014), le rôle n’aura jamais été" in staff.get(url).content.decode()
    assert staff.post(url, {"valid_until": "2014-01-01"}).status_code == 303
    assert not ContactRole.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_restored_person_holds_what_archiving_ended_and_nothing_more():
    today = timezone.localdate()
    organization = an_organization()
    contact = Contact.objects.get(user=(user := a_portal_user(organization)))
    later, sooner = today + datetime.timedelta(days=30), today - datetime.timedelta(days=30)
    for kind, start, end in (
        (SIGNATORY, None, later),
        (HR, later, None),
        (ContactRoleKind.LEAD, None, sooner),
    ):
        actions.contact_role_add(actor=national(), contact=contact, kind=kind, valid_from=start, valid_until=end)
    before = set(contact.roles.values_list("public_id", "kind", "valid_from", "valid_until"))

    archive(contact)
    assert hats.hats_of(user) == [] and not contact.roles.on(today).exists()
    restore(contact)

    assert set(contact.roles.values_list("public_id", "kind", "valid_from", "valid_until")) == before
    assert hats.hats_of(user)


@pytest.mark.django_db(transaction=True)
def test_role_ended_by_hand_stays_ended_and_one_removed_since_stays_away():
    contact = a_contact(an_organization(), SIGNATORY, HR)
    actions.contact_role_end(actor=national(), target=contact.roles.get(kind=SIGNATORY))
    archive(contact)
    actions.contact_role_remove(actor=national(), target=contact.roles.get(kind=HR))
    restore(contact)
    assert not contact.roles.on(timezone.localdate()).exists()
    assert [role.kind for role in contact.roles.all()] == [SIGNATORY]


def test_whoever_comes_back_alone_administers_the_portal():
    organization = an_organization()
    boss, colleague = a_portal_user(organization), a_portal_user(organization, HR)
    for user in (colleague, boss):
        archive(Contact.objects.get(user=user))
    restore(Contact.objects.get(user=colleague))
    (hat,) = hats.hats_of(colleague)
    assert hat.powers == {"administer"}


def test_restoring_page_says_which_roles_run_again(staff):
    contact = archive(a_contact(an_organization(), SIGNATORY, HR))
    url = reverse("pages:staff:contacts-restore", kwargs={"public_id": contact.public_id})
    said = staff.get(url).content.decode()
    assert "signataire" in said and "ressources humaines" in said
    assert staff.post(url, {"reason": "Erreur", "version": contact.version}).status_code == 303
    held = staff.get(reverse("api:staff:contacts-detail", kwargs={"public_id": contact.public_id})).json()["roles"]
    assert sorted(held) == ["hr", "signatory"]


# where a refusal is said ---------------------------------------------------------------------------------------------
def test_constraint_names_the_field_to_mend(staff):
    contact = a_contact(an_organization(), email="prise@example.org")
    url = reverse("api:staff:organization-contacts-list", kwargs={"organization": contact.organization.public_id})
    problem = staff.send("post", url, {"first_name": "A", "last_name": "B", "email": "Prise@example.org"}).json()
    assert [error["pointer"] for error in problem["errors"]] == ["#/email"]

    body = {"name": "Neuf", "kind": "landlord", "siren": "120027016", "siret": "55214153300012"}
    with pytest.raises(Invalid) as refusal:
        actions.organization_create(actor=national(), **{**body, "siret": "55208131766522"})
    assert (refusal.value.code, list(refusal.value.fields)) == ("organization_siret_of_siren", ["siret"])


def test_known_siren_and_near_name_are_said_at_once(staff):
    an_organization("Habitat des Deux Rives", siren="120027016")
    form = {"name": "Habitat des Deux-Rives.", "kind": "landlord", "legal_form": "", "siren": "120 027 016"}
    shown = staff.post(reverse("pages:staff:organizations-new"), form).content.decode()
    assert 'id="id_siren_error"' in shown and 'id="id_is_distinct_error"' in shown
    ticked = staff.post(reverse("pages:staff:organizations-new"), {**form, "is_distinct": "true"}).content.decode()
    assert 'id="id_siren_error"' in ticked and 'id="id_is_distinct_error"' not in ticked


# deleting ------------------------------------------------------------------------------------------------------------
def test_deleting_is_offered_for_what_nothing_cites_alone(staff):
    lonely, cited = an_organization("Seul", departments=("17",)), an_organization("Cité")
    a_contact(cited)
    for organization, offered in ((lonely, True), (cited, False)):
        url = reverse("pages:staff:organizations-detail", kwargs={"public_id": organization.public_id})
        assert (f"{url}delete/" in staff.get(url).content.decode()) is offered
