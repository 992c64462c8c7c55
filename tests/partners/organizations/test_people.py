"""Contacts, their dated roles, and who enters the portal."""

import datetime
import threading
from functools import partial as later

import pytest
from django.db import connection
from django.utils import timezone

from nqt.accounts import hats
from nqt.accounts.actions import invitation_accept
from nqt.accounts.invitations import invitation_token
from nqt.accounts.models import Invitation
from nqt.accounts.roles import Role
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid
from nqt.outbox.by_hand import TooSoon
from nqt.outbox.models import Message
from partners.organizations import actions
from partners.organizations.actions import people
from partners.organizations.models import Contact, ContactRole, ContactRoleKind, OrganizationKind
from tests.harness.at_once import raised_at_once
from tests.harness.by_hand import pause_is_over
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.organizations import (
    a_contact,
    a_portal_user,
    an_organization,
    national,
    partner,
    regional,
)

pytestmark = pytest.mark.django_db
ADMINISTRATOR, HR, SIGNATORY = ContactRoleKind.ADMINISTRATOR, ContactRoleKind.HR, ContactRoleKind.SIGNATORY


def add(organization=None, **facts):
    facts = {"first_name": "Nadège", "last_name": "Ollivier", **facts}
    return actions.contact_add(actor=national(), organization=organization or an_organization(), **facts)


# contacts ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0612345678", "+33612345678"), ("+33 6 12 34 56 78", "+33612345678"), ("+262 692 12 34 56", "+262692123456")],
)
def test_phone_is_stored_in_one_form(typed, stored):
    assert str(Contact.objects.get(pk=add(phone=typed).pk).phone) == stored


@pytest.mark.parametrize(
    "facts",
    [
        {"phone": "12"},
        {"email": "a@[127.0.0.1]"},
        {"email": "x" * 65 + "@example.org"},
        {"email": "a@x.fr\r\nBcc: b@x.fr"},
        {"first_name": "Na\x00dège"},
        {"last_name": "Olli\u202evier"},
        {"last_name": ""},
        {"title": "Directrice\ndes ressources humaines"},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_contact_with_unusable_details_is_refused(facts):
    with pytest.raises(Invalid) as refusal:
        add(**facts)
    assert set(refusal.value.fields) == set(facts)
    assert not Contact.objects.exists()


def test_address_of_another_contact_is_refused_in_any_case_and_free_once_archived():
    organization = an_organization()
    first = add(organization, email="nadege@example.org")
    with pytest.raises(Invalid) as refusal:
        add(organization, email="Nadege@Example.org")
    assert refusal.value.code == "contact_email_once"

    actions.contact_archive(actor=national(), target=first, expected_version=1)
    assert add(organization, email="nadege@example.org")


def test_contact_without_address_is_recorded_but_not_invited():
    contact = add()
    with pytest.raises(Conflict) as refusal:
        actions.contact_invite(actor=national(), target=contact)
    assert refusal.value.code == "no_email"


def test_contact_out_of_perimeter_is_refused_to_regional_staff():
    contact = a_contact(an_organization(departments=("59",)))
    for act in (
        lambda who: actions.contact_update(actor=who, target=contact, expected_version=1, title="Autre"),
        lambda who: actions.contact_invite(actor=who, target=contact),
        lambda who: actions.contact_role_add(actor=who, contact=contact, kind=HR),
    ):
        with pytest.raises(Forbidden):
            act(regional("17"))
    assert (Contact.objects.get().version, ContactRole.objects.count(), Message.objects.count()) == (1, 0, 0)


def test_role_overlapping_itself_is_refused_and_another_role_is_not():
    contact = a_contact(an_organization(), SIGNATORY)
    with pytest.raises(Invalid) as refusal:
        actions.contact_role_add(actor=national(), contact=contact, kind=SIGNATORY)
    assert refusal.value.code == "contact_role_signatory_no_overlap"
    assert actions.contact_role_add(actor=national(), contact=contact, kind=HR)


def test_role_ended_today_no_longer_holds_and_one_begun_today_never_was():
    today = timezone.localdate()
    contact = a_contact(an_organization(), SIGNATORY)
    fresh = actions.contact_role_add(actor=national(), contact=contact, kind=HR, valid_from=today)
    for role in (contact.roles.get(kind=SIGNATORY), fresh):
        actions.contact_role_end(actor=national(), target=role)
    assert not contact.roles.on(today).exists()
    assert [role.kind for role in contact.roles.all()] == [SIGNATORY]


def test_role_that_ended_does_not_open_the_portal_again():
    user = a_portal_user(an_organization(), ADMINISTRATOR)
    role = ContactRole.objects.get()
    actions.contact_role_end(actor=national(), target=role)
    with pytest.raises(Conflict):
        actions.contact_role_end(actor=national(), target=role, valid_until=datetime.date(2099, 1, 1))
    assert hats.hats_of(user) == []


# invitation ----------------------------------------------------------------------------------------------------------
def test_first_invited_contact_enters_the_portal_as_administrator():
    organization = an_organization("Habitat 17", kind=OrganizationKind.REGIONAL_ASSOCIATION)
    contact = a_contact(organization, SIGNATORY)
    actions.contact_invite(actor=national(), target=contact)
    message = Message.objects.get()
    assert (message.to, message.about) == (contact.email, f"contact:{contact.public_id}")

    user = invitation_accept(token=invitation_token(Invitation.objects.get()))

    (hat,) = hats.hats_of(user)
    assert (hat.role, hat.label, hat.organization_id) == (Role.PARTNER_REGIONAL, "Habitat 17", organization.pk)
    assert hat.powers == {"administer"}


def test_invitation_gives_the_role_that_opens_the_portal_to_whom_holds_none():
    contact = a_contact(an_organization())
    actions.contact_invite(actor=national(), target=contact)
    assert [role.kind for role in contact.roles.on(timezone.localdate())] == [HR]
    signatory = a_contact(an_organization(), SIGNATORY)
    actions.contact_invite(actor=national(), target=signatory)
    assert [role.kind for role in signatory.roles.all()] == [SIGNATORY]


def test_invitation_opens_nothing_once_the_last_role_has_ended():
    contact = a_contact(an_organization(), SIGNATORY)
    actions.contact_invite(actor=national(), target=contact)
    actions.contact_role_end(actor=national(), target=contact.roles.get())
    with pytest.raises(Expired):
        invitation_accept(token=invitation_token(Invitation.objects.get()))
    assert Contact.objects.get().user is None
    assert not contact.roles.on(timezone.localdate()).exists()


def test_second_invitation_replaces_the_first_link():
    contact = a_contact(an_organization())
    actions.contact_invite(actor=national(), target=contact)
    first = invitation_token(Invitation.objects.get())
    pause_is_over()
    actions.contact_invite(actor=national(), target=contact)
    with pytest.raises(Expired):
        invitation_accept(token=first)
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_invitations_at_once_are_one_mail():
    contact = a_contact(an_organization())
    invite = later(actions.contact_invite, actor=national(), target=contact)
    refusals = raised_at_once(*[invite] * 8)
    assert len(refusals) == 7 and {type(refusal) for refusal in refusals} == {TooSoon}
    assert Message.objects.count() == Invitation.objects.count() == 1


def test_invitation_that_has_just_left_is_told_before_another_is_refused(client_as):
    contact = a_contact(an_organization())
    actions.contact_invite(actor=national(), target=contact)
    staff, page = client_as("staff_national"), f"/staff/contacts/{contact.public_id}/invite-again/"
    told = "Déjà en route depuis"
    assert told in staff.get(page).content.decode()
    version = Contact.objects.get().version
    answer = staff.post(page, {"version": version})
    assert answer.status_code == 409 and told in answer.content.decode()
    assert Contact.objects.get().version == version and Message.objects.count() == 1


@pytest.mark.parametrize("meanwhile", ["archived", "address", "organization"])
def test_invitation_of_somebody_who_left_meanwhile_opens_nothing(meanwhile):
    contact = a_contact(an_organization())
    actions.contact_invite(actor=national(), target=contact)
    if meanwhile == "archived":
        actions.contact_archive(actor=national(), target=contact, expected_version=1)
    elif meanwhile == "address":
        actions.contact_update(actor=national(), target=contact, expected_version=1, email="autre@example.org")
    else:
        actions.organization_archive(actor=national(), target=contact.organization, expected_version=1)
    with pytest.raises(Expired):
        invitation_accept(token=invitation_token(Invitation.objects.get()))
    assert Contact.objects.get().user is None


def test_contact_in_the_portal_is_not_invited_again():
    user = a_portal_user(an_organization())
    with pytest.raises(Conflict):
        actions.contact_invite(actor=national(), target=Contact.objects.get(user=user))


# hats ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganizationKind.LANDLORD, Role.PARTNER_LANDLORD),
        (OrganizationKind.COMPANY, Role.PARTNER_LANDLORD),
        (OrganizationKind.HOUSING_LEVY_BODY, Role.PARTNER_LANDLORD),
        (OrganizationKind.PUBLIC_FUNDER, Role.PARTNER_LANDLORD),
        (OrganizationKind.ASSOCIATION, Role.PARTNER_LANDLORD),
        (OrganizationKind.REGIONAL_ASSOCIATION, Role.PARTNER_REGIONAL),
        (OrganizationKind.UNION, Role.PARTNER_UNION),
        (OrganizationKind.FEDERATION, Role.PARTNER_UNION),
    ],
)
def test_hat_follows_the_kind_of_organization(kind, role):
    (hat,) = hats.hats_of(a_portal_user(an_organization(kind=kind), HR))
    assert (hat.role, hat.powers) == (role, frozenset())


def test_person_of_two_organizations_has_two_hats_never_added_up():
    one, two = an_organization("Alpha", departments=("17",)), an_organization("Bêta", departments=("33",))
    user = a_portal_user(one)
    a_contact(two, HR, user=user)
    alpha, beta = hats.hats_of(user)
    assert (alpha.organization_id, alpha.powers, alpha.department_codes) == (one.pk, {"administer"}, {"17"})
    assert (beta.organization_id, beta.powers, beta.department_codes) == (two.pk, frozenset(), {"33"})


def end_role(contact):
    contact.roles.update(valid_until=timezone.localdate())


def start_later(contact):
    contact.roles.update(valid_from=timezone.localdate() + datetime.timedelta(days=1))


def archive_contact(contact):
    actions.contact_archive(actor=national(), target=contact, expected_version=None)


def archive_organization(contact):
    actions.organization_archive(actor=national(), target=contact.organization, expected_version=None)


@pytest.mark.parametrize("event", [end_role, start_later, archive_contact, archive_organization])
def test_hat_is_gone_the_moment_its_reason_is(event):
    user = a_portal_user(an_organization())
    event(Contact.objects.get(user=user))
    assert hats.hats_of(user) == []


def test_hats_cost_one_statement(django_assert_num_queries):
    user = UserFactory()
    for _ in range(3):
        a_contact(an_organization(departments=("17", "33")), HR, SIGNATORY, user=user)
    with django_assert_num_queries(1):
        assert len(hats.hats_of(user)) == 3


# colleagues ----------------------------------------------------------------------------------------------------------
def test_administrator_invites_a_colleague_who_enters_without_the_administration():
    organization = an_organization()
    boss = a_portal_user(organization)
    actions.colleague_invite(
        actor=partner(boss), first_name="Omar", last_name="Diallo", email="omar.diallo@example.org", title="RH"
    )
    user = invitation_accept(token=invitation_token(Invitation.objects.get()))
    (hat,) = hats.hats_of(user)
    assert (hat.organization_id, hat.powers) == (organization.pk, frozenset())


def test_colleague_known_to_staff_is_used_not_doubled():
    organization = an_organization()
    boss = a_portal_user(organization)
    known = a_contact(organization, SIGNATORY, email="signe@example.org")
    invited = actions.colleague_invite(
        actor=partner(boss),
        first_name="LUCIE",
        last_name=known.last_name,
        email=" SIGNE@example.org ",
        is_administrator=True,
    )
    assert (invited.pk, invited.first_name) == (known.pk, "Lucie")


def test_colleagues_are_the_administrators_affair_alone():
    organization = an_organization()
    boss, colleague = a_portal_user(organization), a_portal_user(organization, HR)
    target = Contact.objects.get(user=boss)
    for act in (
        lambda who: actions.colleague_invite(actor=who, first_name="A", last_name="B", email="a@example.org"),
        lambda who: actions.colleague_remove(actor=who, target=target, expected_version=None),
        lambda who: actions.colleague_entrust(actor=who, target=Contact.objects.get(user=colleague)),
    ):
        with pytest.raises(Forbidden):
            act(partner(colleague))
    assert Contact.objects.active().count() == 2


def test_person_of_another_organization_is_no_colleague():
    stranger = Contact.objects.get(user=a_portal_user(an_organization()))
    with pytest.raises(Forbidden):
        actions.colleague_remove(
            actor=partner(a_portal_user(an_organization())), target=stranger, expected_version=None
        )
    assert not Contact.objects.get(pk=stranger.pk).is_archived


def test_removed_colleague_loses_the_portal_at_once():
    organization = an_organization()
    boss, colleague = a_portal_user(organization), a_portal_user(organization, HR)
    actions.colleague_remove(
        actor=partner(boss), target=Contact.objects.get(user=colleague), expected_version=1, reason="Mutation"
    )
    assert hats.hats_of(colleague) == []


def leave_alone(boss, contact):
    actions.colleague_remove(actor=boss, target=contact, expected_version=None)


def give_back(boss, contact):
    actions.colleague_relieve(actor=boss, target=contact)


def end_by_staff(boss, contact):
    actions.contact_role_end(actor=national(), target=contact.roles.get(kind=ADMINISTRATOR))


def archive_by_staff(boss, contact):
    actions.contact_archive(actor=national(), target=contact, expected_version=None)


@pytest.mark.parametrize("act", [leave_alone, give_back, end_by_staff, archive_by_staff])
def test_last_administrator_stays_while_colleagues_use_the_portal(act):
    organization = an_organization()
    boss = a_portal_user(organization)
    a_portal_user(organization, HR)
    contact = Contact.objects.get(user=boss)
    with pytest.raises(Conflict):
        act(partner(boss), contact)
    assert "administer" in partner(boss).powers


TOMORROW = datetime.timedelta(days=1)


def end_tomorrow(contact):
    until = timezone.localdate() + TOMORROW
    actions.contact_role_end(actor=national(), target=contact.roles.get(kind=ADMINISTRATOR), valid_until=until)


def test_last_administrator_does_not_plan_to_leave_colleagues_alone():
    organization = an_organization()
    boss, heir = a_portal_user(organization), a_portal_user(organization, HR)
    contact = Contact.objects.get(user=boss)
    with pytest.raises(Conflict, match="à partir du") as refusal:
        end_tomorrow(contact)
    assert refusal.value.code == "no_administrator"
    assert contact.roles.get().valid_until is None

    actions.colleague_entrust(actor=partner(boss), target=Contact.objects.get(user=heir))
    end_tomorrow(contact)
    assert contact.roles.get().valid_until == timezone.localdate() + TOMORROW


def test_administrator_does_not_leave_to_one_whose_end_is_planned():
    organization = an_organization()
    boss, heir = a_portal_user(organization), a_portal_user(organization)
    a_portal_user(organization, HR)
    end_tomorrow(Contact.objects.get(user=heir))
    with pytest.raises(Conflict):
        actions.contact_role_end(actor=national(), target=ContactRole.objects.get(contact__user=boss))
    assert "administer" in partner(boss).powers


def test_portal_whose_people_all_leave_tomorrow_needs_no_administrator_after():
    contact = Contact.objects.get(user=a_portal_user(an_organization()))
    end_tomorrow(contact)
    assert contact.roles.get().valid_until == timezone.localdate() + TOMORROW


def test_role_that_opens_a_portal_without_administrator_is_refused():
    user = a_portal_user(an_organization())
    contact = Contact.objects.get(user=user)
    actions.contact_role_end(actor=national(), target=contact.roles.get())
    with pytest.raises(Conflict):
        actions.contact_role_add(actor=national(), contact=contact, kind=HR)
    assert hats.hats_of(user) == []

    actions.contact_role_add(actor=national(), contact=contact, kind=ADMINISTRATOR, valid_from=timezone.localdate())
    assert actions.contact_role_add(actor=national(), contact=contact, kind=HR)


def test_newcomer_administers_from_the_day_nobody_else_would():
    organization = an_organization()
    boss = a_portal_user(organization)
    end_tomorrow(Contact.objects.get(user=boss))
    actions.contact_invite(actor=national(), target=a_contact(organization, SIGNATORY))

    newcomer = invitation_accept(token=invitation_token(Invitation.objects.get()))

    today = timezone.localdate()
    powers = [[hat.powers for hat in hats.hats_of(newcomer, on=day)] for day in (today, today + TOMORROW)]
    assert powers == [[frozenset()], [{"administer"}]]


def test_colleague_who_comes_back_is_invited_again_under_the_same_account():
    organization = an_organization()
    boss, colleague = a_portal_user(organization), a_portal_user(organization, HR)
    former = Contact.objects.get(user=colleague)
    actions.colleague_remove(actor=partner(boss), target=former, expected_version=1)
    names = {"first_name": colleague.first_name, "last_name": colleague.last_name}
    actions.colleague_invite(actor=partner(boss), email=colleague.email, **names)

    assert invitation_accept(token=invitation_token(Invitation.objects.get())) == colleague
    assert partner(colleague).organization_id == organization.pk
    with pytest.raises(Invalid) as refusal:
        actions.contact_restore(actor=national(), target=former, expected_version=None)
    assert refusal.value.code in ("contact_user_once", "contact_email_once")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_two_administrators_removing_each_other_leave_one(monkeypatch, is_locked):
    """Both have read that they administer; the organization's lock makes the second look again."""
    organization = an_organization()
    users = [a_portal_user(organization), a_portal_user(organization)]
    actors = [partner(user) for user in users]
    targets = [Contact.objects.get(user=user) for user in reversed(users)]
    both_looked = threading.Barrier(2, timeout=0.5 if is_locked else 5)
    look = people.keep_an_administrator

    def look_then_wait(*args):
        look(*args)
        try:
            both_looked.wait()
        except threading.BrokenBarrierError:
            pass

    monkeypatch.setattr(people, "keep_an_administrator", look_then_wait)
    if not is_locked:
        monkeypatch.setattr(people, "lock", lambda organization: organization)
    refused = []

    def remove(actor, target):
        try:
            actions.colleague_remove(actor=actor, target=target, expected_version=None)
        except Conflict as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    removers = [threading.Thread(target=remove, args=pair) for pair in zip(actors, targets, strict=True)]
    for remover in removers:
        remover.start()
    for remover in removers:
        remover.join()
    assert refused == (["no_administrator"] if is_locked else [])
    assert Contact.objects.administrators(timezone.localdate()).count() == (1 if is_locked else 0)


def test_administration_is_given_back_once_a_colleague_holds_it():
    organization = an_organization()
    boss, heir = a_portal_user(organization), a_portal_user(organization, HR)
    actions.colleague_entrust(actor=partner(boss), target=Contact.objects.get(user=heir))
    contact = Contact.objects.get(user=boss)
    actions.contact_role_add(actor=national(), contact=contact, kind=HR)
    actions.colleague_relieve(actor=partner(boss), target=contact)
    assert partner(boss).powers == frozenset()
    assert partner(heir).powers == {"administer"}


def test_staff_close_the_portal_with_its_last_person():
    user = a_portal_user(an_organization())
    actions.contact_archive(actor=national(), target=Contact.objects.get(user=user), expected_version=None)
    assert hats.hats_of(user) == []
