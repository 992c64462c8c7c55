"""`rh@…` goes from one person to the next: nobody enters the portal by what the former one knew."""

import pytest
from django.test import Client
from django.urls import reverse

from nqt.accounts import hats
from nqt.accounts.actions import invitation_accept
from nqt.accounts.invitations import invitation_path, invitation_token
from nqt.accounts.models import Invitation, User
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.outbox.models import Message
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRoleKind
from tests.harness.factories.accounts import PASSWORD, sign_in
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_portal_user,
    an_organization,
    national,
    partner,
    regional,
)
from tests.harness.factories.regions import assign

pytestmark = pytest.mark.django_db
ADMINISTRATOR, HR = ContactRoleKind.ADMINISTRATOR, ContactRoleKind.HR
LUCIE = {"first_name": "Lucie", "last_name": "Petit"}


@pytest.fixture
def organization(db):
    return an_organization("Habitat 17", departments=("17",))


@pytest.fixture
def former(organization):
    """The account of somebody who left."""
    a_portal_user(organization)
    user = a_portal_user(organization, HR)
    actions.contact_archive(actor=MACHINE, target=Contact.objects.get(user=user), expected_version=None)
    return user


@pytest.fixture
def successor(organization, former):
    return a_contact(organization, HR, email=former.email, **LUCIE)


def accept(contact, **answer):
    sent = Invitation.objects.open().get(subject_id=contact.pk)
    return invitation_accept(token=invitation_token(sent), **answer)


def password_opens_the_portal(email):
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return browser.get(reverse("pages:partner:colleagues-list")).status_code == 200


# staff ---------------------------------------------------------------------------------------------------------------
def test_staff_are_asked_before_the_successor_is_invited(successor, former, client_as):
    staff = client_as("staff_national")
    where = reverse("pages:staff:contacts-invite", kwargs={"public_id": successor.public_id})
    assert "address_holder" not in staff.get(where).content.decode(), "no question before it arises"
    asked = staff.post(where, {"version": successor.version})
    text = asked.content.decode()
    assert asked.status_code == 400
    assert former.get_full_name() in text and "Est-ce la même personne" in text and 'name="address_holder"' in text
    assert not Invitation.objects.exists() and not Message.objects.exists()

    done = staff.post(where, {"version": successor.version, "address_holder": "other"})
    assert done.status_code == 303
    said = staff.get(done.url).content.decode()
    assert successor.email in said and "vaut jusqu’au" in said

    guest = Client()
    page = invitation_path(Invitation.objects.get())
    assert former.get_full_name() not in guest.get(page).content.decode()
    assert guest.post(page, {**LUCIE, "password": ""}).status_code == 302
    home = guest.get("/", follow=True).content.decode()
    assert former.first_name not in home
    mine = User.objects.get(email=successor.email)
    assert mine != former and [hat.audience for hat in hats.hats_of(mine)] == ["partner"]
    assert not password_opens_the_portal(successor.email)


def test_answer_may_come_with_the_request_in_the_api(successor, client_as):
    staff = client_as("staff_national")
    where = reverse("api:staff:contacts-invite", kwargs={"public_id": successor.public_id})
    asked = staff.send("post", where, version=successor.version)
    assert asked.status_code == 400 and asked.json()["errors"][0]["pointer"] == "#/address_holder"
    assert staff.send("post", where, {"address_holder": "other"}, version=successor.version).status_code == 200


def test_same_person_under_another_name_keeps_her_account(successor, former):
    actions.contact_invite(actor=national(), target=successor, address_holder="same")
    assert accept(successor) == former
    assert User.objects.get(pk=former.pk).check_password(PASSWORD)


def test_same_name_is_no_question(organization, former):
    back = a_contact(organization, HR, email=former.email, first_name=former.last_name, last_name=former.first_name)
    actions.contact_invite(actor=national(), target=back)
    assert accept(back) == former


def test_regional_staff_close_no_account_that_serves_elsewhere(successor, former):
    assign(former)
    with pytest.raises(Invalid):
        actions.contact_invite(actor=regional("17"), target=successor)
    with pytest.raises(Forbidden):
        actions.contact_invite(actor=regional("17"), target=successor, address_holder="other")
    assert User.objects.get(pk=former.pk).is_active


def test_regional_staff_are_not_told_the_name_of_somebody_elsewhere(organization):
    stranger = a_portal_user(an_organization(departments=("59",)))
    successor = a_contact(organization, HR, email=stranger.email, **LUCIE)
    for answer in ("", "same", "other"):
        with pytest.raises(Conflict) as refusal:
            actions.contact_invite(actor=regional("17"), target=successor, address_holder=answer)
        assert stranger.last_name not in refusal.value.message


def test_account_of_a_portal_s_only_administrator_is_not_retired_under_its_colleagues(organization):
    only = a_portal_user(organization)
    a_portal_user(organization, HR)
    elsewhere = a_contact(an_organization(), HR, email=only.email, **LUCIE)
    with pytest.raises(Conflict) as refusal:
        actions.contact_invite(actor=national(), target=elsewhere, address_holder="other")
    assert refusal.value.code == "no_administrator"
    assert User.objects.get(pk=only.pk).is_active


def test_person_whose_address_was_given_away_is_invited_anew_at_another(organization, former, successor):
    actions.contact_invite(actor=national(), target=successor, address_holder="other")
    accept(successor, **LUCIE)
    gone = Contact.objects.get(user=former)
    with pytest.raises(Invalid):
        actions.contact_restore(actor=national(), target=gone, expected_version=None)  # the address is taken
    Contact.objects.filter(pk=gone.pk).update(email="camille@example.org")
    back = actions.contact_restore(actor=national(), target=gone, expected_version=None)
    assert not back.has_account
    with pytest.raises(Conflict):
        actions.account_enable(actor=national(), target=back, expected_version=None)
    actions.contact_invite(actor=national(), target=back)
    user = accept(back)
    assert user.email == "camille@example.org" and Contact.objects.get(pk=back.pk).user == user


def test_address_corrected_to_one_that_has_an_account_is_a_question_too(organization, former):
    contact = a_contact(organization, HR, **LUCIE)
    actions.contact_invite(actor=national(), target=contact)
    contact = actions.contact_update(actor=national(), target=contact, expected_version=None, email=former.email)
    assert not Invitation.objects.open().exists()
    with pytest.raises(Invalid) as asked:
        actions.contact_invite(actor=national(), target=contact)
    assert "address_holder" in asked.value.fields


def test_account_made_between_invitation_and_acceptance_is_asked_about(organization):
    contact = a_contact(organization, HR, **LUCIE)
    actions.contact_invite(actor=national(), target=contact)
    User.objects.create_user(email=contact.email, first_name="Paul", last_name="Durand")
    with pytest.raises(Invalid):
        accept(contact)
    assert Contact.objects.get(pk=contact.pk).user is None


def test_record_with_an_account_is_not_given_to_a_successor_by_renaming_it(organization, client_as):
    user = a_portal_user(organization)
    contact = Contact.objects.get(user=user)
    rename = {"actor": national(), "target": contact, "expected_version": None, **LUCIE}
    with pytest.raises(Invalid) as asked:
        actions.contact_update(**rename)
    assert user.get_full_name() in asked.value.fields["address_holder"]
    with pytest.raises(Conflict):
        actions.contact_update(**rename, address_holder="other")
    married = {**rename, "first_name": contact.first_name}
    assert actions.contact_update(**married).last_name == "Petit"

    staff = client_as("staff_national")
    where = reverse("pages:staff:contacts-edit", kwargs={"public_id": contact.public_id})
    assert "address_holder" not in staff.get(where).content.decode()
    typed = {"first_name": "Anne", "last_name": "Roy", "email": contact.email, "version": 2}
    refused = staff.post(where, typed)
    assert refused.status_code == 400 and 'name="address_holder"' in refused.content.decode()
    assert staff.post(where, {**typed, "address_holder": "same"}).status_code == 303
    assert Contact.objects.get(pk=contact.pk).full_name == "Anne Roy"


# a partner's administrator -------------------------------------------------------------------------------------------
def administrator(organization):
    return partner(a_portal_user(organization))


def test_administrator_is_asked_about_a_colleague_who_left(organization, former, client_as):
    who = administrator(organization)
    browser = client_as(user=who.user)
    where = "/partner/colleagues/new/"
    typed = {**LUCIE, "email": former.email}
    asked = browser.post(where, typed)
    assert asked.status_code == 400 and former.get_full_name() in asked.content.decode()
    assert not Contact.objects.filter(last_name="Petit").exists()
    done = browser.post(where, {**typed, "address_holder": "other"})
    said = browser.get(done.url).content.decode()
    assert former.email in said and "vaut jusqu’au" in said
    assert accept(Contact.objects.get(last_name="Petit"), **LUCIE) != former
    assert not password_opens_the_portal(former.email)


def test_administrator_learns_nothing_of_an_account_elsewhere_and_the_guest_is_asked(organization):
    stranger = a_portal_user(an_organization())
    contact = actions.colleague_invite(actor=administrator(organization), email=stranger.email, **LUCIE)
    with pytest.raises(Invalid):
        accept(contact)
    assert accept(contact, address_holder="same") == stranger
    assert not User.objects.get(pk=stranger.pk).has_usable_password()


def test_administrator_closes_no_account_that_serves_elsewhere(organization, former):
    a_contact(an_organization(), HR, user=former)
    with pytest.raises(Forbidden):
        actions.colleague_invite(actor=administrator(organization), email=former.email, address_holder="other", **LUCIE)
    assert User.objects.get(pk=former.pk).is_active


def test_nobody_is_invited_in_the_name_of_the_colleague_who_has_the_address(organization):
    who = administrator(organization)
    paul = a_contact(organization, HR, first_name="Paul", last_name="Durand")
    invite = {"actor": who, "email": paul.email.upper(), **LUCIE}
    with pytest.raises(Invalid) as asked:
        actions.colleague_invite(**invite)
    assert "Paul Durand" in asked.value.fields["address_holder"]
    with pytest.raises(Conflict):
        actions.colleague_invite(**invite, address_holder="other")
    assert actions.colleague_invite(**invite, address_holder="same") == paul


# the way out of a portal ---------------------------------------------------------------------------------------------
def test_removing_oneself_is_refused_with_the_reason_and_the_way_out(organization, client_as):
    who = a_portal_user(organization)
    own = Contact.objects.get(user=who)
    browser = client_as(user=who)
    page = reverse("pages:partner:colleagues-detail", kwargs={"public_id": own.public_id})
    where = reverse("pages:partner:colleagues-remove", kwargs={"public_id": own.public_id})
    assert "Vous êtes seul à l’administrer" in browser.get(page).content.decode()
    refused = browser.post(where, {"version": own.version, "reason": ""})
    assert refused.status_code == 409 and "Vous êtes seul à l’administrer" in refused.content.decode()

    other = Contact.objects.get(user=a_portal_user(organization))
    text = browser.get(page).content.decode()
    assert f"demandez-le à {other}" in text and f'href="{where}"' not in text
    assert "demandez-le" not in browser.get(page.replace(str(own.public_id), str(other.public_id))).content.decode()


def test_administrator_gives_the_administration_back_once_another_holds_it(organization, client_as):
    who = a_portal_user(organization)
    own = Contact.objects.get(user=who)
    browser = client_as(user=who)
    where = reverse("pages:partner:colleagues-relieve", kwargs={"public_id": own.public_id})
    refused = browser.post(where, {"version": own.version})
    assert refused.status_code == 409 and "confiez d’abord l’administration" in refused.content.decode()

    a_portal_user(organization)
    assert browser.post(where, {"version": own.version}).status_code == 303
    assert [hat.powers for hat in hats.hats_of(who)] in ([frozenset()], [])


def test_signed_in_predecessor_is_out_at_once(successor, former):
    browser = sign_in(Client(), former)
    home = reverse("pages:partner:colleagues-list")
    actions.contact_invite(actor=national(), target=successor, address_holder="other")
    assert browser.get(home).status_code == 302
