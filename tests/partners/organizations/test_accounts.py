"""Staff close the account of somebody of a portal, and open it again."""

import pytest
from django.urls import reverse

from nqt.accounts import hats
from nqt.accounts.actions import invitation_accept
from nqt.accounts.invitations import invitation_token
from nqt.accounts.models import Invitation, User
from nqt.audit.models import SecurityEvent
from nqt.common.errors import Conflict, Forbidden
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRoleKind
from tests.harness.factories.accounts import sign_in
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_portal_user,
    an_organization,
    national,
    regional,
)
from tests.harness.factories.regions import assign

pytestmark = pytest.mark.django_db
HR = ContactRoleKind.HR
REASON = {"reason": "Ordinateur volé."}


def disable(user, actor=MACHINE):
    target = Contact.objects.filter(user=user).order_by("pk").first()
    return actions.account_disable(actor=actor, target=target, expected_version=None, reason="Volé")


def enable(user, actor=MACHINE):
    target = Contact.objects.filter(user=user).order_by("pk").first()
    return actions.account_enable(actor=actor, target=target, expected_version=None, reason="Retrouvé")


def is_active(user):
    return User.objects.get(pk=user.pk).is_active


def url(mount, name, contact):
    return reverse(f"{mount}:staff:contacts-{name}", kwargs={"public_id": contact.public_id})


# from the staff's pages ----------------------------------------------------------------------------------------------
def test_account_disabled_on_the_contact_s_page_is_signed_out_at_once_and_comes_back_signed_out(client_as):
    user = a_portal_user(an_organization())
    contact = Contact.objects.get(user=user)
    staff, person = client_as("staff_national"), client_as(user=user)
    home = reverse("pages:partner:colleagues-list")
    assert person.get(home).status_code == 200
    asked = staff.get(url("pages", "disable-account", contact)).content.decode()
    assert "déconnecté partout" in asked

    done = staff.post(url("pages", "disable-account", contact), {**REASON, "version": contact.version})
    assert done.status_code == 303
    assert person.get(home).status_code == 302
    assert "Compte désactivé" in staff.get(done.url).content.decode()

    back = staff.post(url("pages", "enable-account", contact), {**REASON, "version": contact.version})
    assert back.status_code == 303
    assert person.get(home).status_code == 302, "the former session stays closed"
    assert sign_in(person, User.objects.get(pk=user.pk)).get(home).status_code == 200


def test_one_of_the_two_acts_is_offered_to_whoever_has_an_account(client_as):
    organization = an_organization()
    user = a_portal_user(organization)
    staff = client_as("staff_national")

    def offered(contact):
        names = [act["name"] for act in staff.get(url("api", "detail", contact)).json()["actions"]]
        return [name for name in names if name.endswith("account")]

    contact = Contact.objects.get(user=user)
    assert offered(a_contact(organization)) == []
    assert offered(contact) == ["disable_account"]
    disable(user)
    assert offered(contact) == ["enable_account"]
    assert staff.get(url("api", "detail", contact)).json()["portal"] == "disabled"


def test_disabling_without_a_reason_is_refused(client_as):
    user = a_portal_user(an_organization())
    contact = Contact.objects.get(user=user)
    answer = client_as("staff_national").send("post", url("api", "disable-account", contact), version=contact.version)
    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"] == "#/reason"
    assert is_active(user)


def test_reason_is_kept_in_the_history_and_the_act_in_the_security_log():
    user, actor = a_portal_user(an_organization()), national()
    disable(user, actor)
    event = User.pgh_event_model.objects.filter(pgh_obj=user).latest("pgh_id")
    assert (event.is_active, event.pgh_context.metadata["reason"]) == (False, "Volé")
    noted = SecurityEvent.objects.of_kind(SecurityEvent.Kind.RIGHTS_CHANGED).get()
    assert (noted.user, noted.detail) == (actor.user, f"disabled:{user.pk}")


# who may -------------------------------------------------------------------------------------------------------------
def elsewhere(user):
    a_contact(an_organization(departments=("59",)), HR, user=user)


def at_nqt(user):
    assign(user)


@pytest.mark.parametrize("also", [elsewhere, at_nqt])
def test_account_that_serves_outside_the_perimeter_is_national_staff_s_affair(also):
    user = a_portal_user(an_organization(departments=("17",)))
    also(user)
    with pytest.raises(Forbidden):
        disable(user, regional("17"))
    assert is_active(user)

    disable(user, national())
    with pytest.raises(Forbidden):
        enable(user, regional("17"))
    assert not is_active(user)


def test_account_within_the_perimeter_is_closed_and_opened_by_regional_staff():
    user = a_portal_user(an_organization(departments=("17",)))
    a_contact(an_organization(departments=("17", "33")), ContactRoleKind.ADMINISTRATOR, user=user)
    disable(user, regional("17"))
    assert hats.hats_of(User.objects.get(pk=user.pk)) == []
    enable(user, regional("17"))
    assert len(hats.hats_of(User.objects.get(pk=user.pk))) == 2


def test_person_of_another_perimeter_is_not_disabled():
    user = a_portal_user(an_organization(departments=("59",)))
    with pytest.raises(Forbidden):
        disable(user, regional("17"))
    assert is_active(user)


def test_nobody_disables_one_s_own_account_through_one_s_own_contact():
    actor = national()
    a_contact(an_organization(), HR, user=actor.user)
    with pytest.raises(Forbidden):
        disable(actor.user, actor)
    assert is_active(actor.user)


# the portal stays administered ---------------------------------------------------------------------------------------
def test_last_administrator_is_not_disabled_while_colleagues_use_the_portal():
    organization = an_organization()
    user = a_portal_user(organization)
    colleague = a_portal_user(organization, HR)
    with pytest.raises(Conflict):
        disable(user)
    assert is_active(user)

    disable(colleague)
    disable(user)
    with pytest.raises(Conflict):
        enable(colleague)
    assert not is_active(colleague)


def test_last_administrator_elsewhere_counts_too():
    user = a_portal_user(an_organization())
    other = an_organization()
    a_contact(other, ContactRoleKind.ADMINISTRATOR, user=user)
    a_portal_user(other, HR)
    with pytest.raises(Conflict):
        disable(user)
    assert is_active(user)


def test_contact_without_account_has_none_to_disable():
    with pytest.raises(Conflict) as refusal:
        actions.account_disable(actor=MACHINE, target=a_contact(an_organization()), expected_version=None)
    assert refusal.value.code == "no_account"


def test_archived_person_whose_account_was_disabled_can_be_invited_again():
    organization = an_organization()
    user = a_portal_user(organization)
    disable(user)
    former = Contact.objects.get(user=user)
    actions.contact_archive(actor=MACHINE, target=former, expected_version=None)
    again = a_contact(organization, email=user.email, first_name=user.first_name, last_name=user.last_name)
    actions.contact_invite(actor=MACHINE, target=again)
    token = invitation_token(Invitation.objects.get())
    with pytest.raises(Forbidden):
        invitation_accept(token=token)

    enable(user)
    assert invitation_accept(token=token) == user
    assert len(hats.hats_of(User.objects.get(pk=user.pk))) == 1
