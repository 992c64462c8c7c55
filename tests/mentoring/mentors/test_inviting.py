"""How one becomes a mentor: from the mail to the space, by one's organization or by staff."""

import datetime
from functools import partial as later

import pytest
from django.core import mail
from django.utils import timezone

from mentoring.mentors import actions
from mentoring.mentors.models import Employment, Mentor, MentorState
from nqt.accounts.actions import invitation_accept
from nqt.accounts.hats import hats_of
from nqt.accounts.invitations import invitation_path, invitation_token
from nqt.accounts.models import Invitation, User
from nqt.accounts.roles import Audience
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid
from nqt.common.violations import Violation
from nqt.outbox.by_hand import TooSoon
from nqt.outbox.delivery import deliver
from nqt.outbox.models import Message
from partners.organizations.models import ContactRoleKind
from tests.harness.at_once import raised_at_once
from tests.harness.by_hand import pause_is_over
from tests.harness.factories.mentoring import a_commune, a_mentor, a_mentor_user
from tests.harness.factories.organizations import (
    MACHINE,
    a_department,
    a_portal_user,
    an_organization,
    national,
    partner,
    regional,
)

pytestmark = pytest.mark.django_db
EMAIL = "ines.costa@example.org"
WHO = {"first_name": "Inès", "last_name": "Costa", "email": EMAIL, "title": "Juriste"}


@pytest.fixture
def landlord(db):
    return an_organization("Habitat 17", departments=("17",))


@pytest.fixture
def administrator(landlord):
    return partner(a_portal_user(landlord))


def invite(actor, organization=None, **facts):
    return actions.mentor_invite(actor=actor, organization=organization, **{**WHO, "commune": a_commune(), **facts})


def named(person):
    return {"first_name": person.first_name, "last_name": person.last_name}


def accept(mentor, **answer):
    sent = Invitation.objects.valid(timezone.now()).get(subject_id=mentor.pk)
    user = invitation_accept(token=invitation_token(sent), **answer)
    mentor.refresh_from_db()
    return user


def test_administrator_invites_a_colleague_who_joins(administrator, landlord, client_as):
    mentor = invite(administrator)
    employment = Employment.objects.get(mentor=mentor)
    assert (mentor.state, mentor.department.code) == (MentorState.INVITED, "17")
    assert (employment.organization, employment.valid_from) == (landlord, timezone.localdate())

    deliver(Message.objects.get(to=EMAIL).pk)
    letter = mail.outbox[-1]
    assert letter.subject == "Habitat 17 vous propose de parrainer un jeune diplômé avec NQT"
    path = invitation_path(Invitation.objects.get())
    assert path in letter.body and path in letter.alternatives[0][0]

    guest = client_as()
    assert "les parrains et marraines de NQT" in guest.get(path).content.decode()
    assert guest.post(path, {"first_name": "Inès", "last_name": "Costa"}).status_code == 302
    mentor.refresh_from_db()
    assert (mentor.state, mentor.user.email) == (MentorState.ACTIVE, EMAIL)
    assert guest.get("/mentor/profile/").status_code == 200


def test_invitation_accepted_twice_is_gone_the_second_time(administrator, client_as):
    mentor = invite(administrator)
    path, token = invitation_path(Invitation.objects.get()), invitation_token(Invitation.objects.get())
    accept(mentor)
    assert client_as().get(path).status_code == 410
    with pytest.raises(Expired):
        invitation_accept(token=token)
    assert User.objects.filter(email=EMAIL).count() == 1


def test_same_address_twice_is_refused_with_its_sentence(administrator, landlord):
    invite(administrator)
    with pytest.raises(Violation, match="a déjà cette adresse"):
        invite(national(), landlord, email=EMAIL.upper())
    assert Mentor.objects.count() == 1 and Employment.objects.count() == 1 and Message.objects.count() == 1


def test_contact_of_the_portal_becomes_mentor_with_the_same_account(administrator, landlord):
    contact = administrator.user
    mentor = invite(administrator, email=contact.email, **named(contact))
    assert accept(mentor) == contact
    assert [len(hats_of(contact, audience)) for audience in (Audience.PARTNER, Audience.MENTOR)] == [1, 1]


def test_account_of_another_mentor_is_not_taken(administrator):
    user = a_mentor_user()
    Mentor.objects.filter(user=user).update(email="autre@example.org")
    mentor = invite(administrator, email=user.email, **named(user))
    with pytest.raises(Forbidden, match="déjà celui d’un parrain"):
        accept(mentor)
    mentor.refresh_from_db()
    assert mentor.user is None and mentor.state == MentorState.INVITED


def test_whoever_left_comes_back_with_the_same_record_and_account(administrator, landlord):
    elsewhere = an_organization("Domaines 33")
    gone = a_mentor_user(employer=elsewhere).mentor
    actions.mentor_leave(actor=MACHINE, target=gone, reason="Mutation")
    User.objects.filter(pk=gone.user_id).update(**named(gone))
    back = invite(administrator, email=gone.email, **named(gone))
    assert back.pk == gone.pk and back.state == MentorState.INVITED
    accept(back)
    assert (back.state, back.user) == (MentorState.ACTIVE, gone.user)
    today = timezone.localdate()
    assert [e.organization for e in back.employments.on(today)] == [landlord]
    assert back.employments.get(organization=elsewhere).valid_until == today


def test_invitation_of_somebody_who_left_meanwhile_is_gone(administrator):
    mentor = invite(administrator)
    token = invitation_token(Invitation.objects.get())
    actions.mentor_uninvite(actor=administrator, target=mentor)
    with pytest.raises(Expired):
        invitation_accept(token=token)


def test_new_link_replaces_the_former(administrator):
    mentor = invite(administrator)
    former = invitation_token(Invitation.objects.get())
    pause_is_over()
    actions.mentor_remind(actor=administrator, target=mentor)
    with pytest.raises(Expired):
        invitation_accept(token=former)
    accept(mentor)
    with pytest.raises(Conflict, match="déjà ouvert son espace"):
        actions.mentor_remind(actor=administrator, target=mentor)
    with pytest.raises(Conflict, match="déjà été acceptée"):
        actions.mentor_uninvite(actor=administrator, target=mentor)


@pytest.mark.django_db(transaction=True)
def test_eight_new_links_at_once_are_one_mail(administrator):
    mentor = invite(administrator)
    pause_is_over()
    remind = later(actions.mentor_remind, actor=administrator, target=mentor)
    refusals = raised_at_once(*[remind] * 8)
    assert len(refusals) == 7 and {type(refusal) for refusal in refusals} == {TooSoon}
    assert Message.objects.count() == Invitation.objects.count() == 2


def test_colleague_invited_again_and_again_is_written_to_once(administrator):
    invite(administrator)
    actions.mentor_uninvite(actor=administrator, target=Mentor.objects.get())
    with pytest.raises(TooSoon):
        invite(administrator)
    assert Mentor.objects.get().state == MentorState.LEFT


def test_mail_of_a_link_that_was_replaced_is_not_sent(administrator):
    mentor = invite(administrator)
    first = Message.objects.get()
    pause_is_over()
    actions.mentor_remind(actor=administrator, target=mentor)
    deliver(first.pk)
    assert not mail.outbox


def test_who_has_said_yes_is_active_at_once_and_invited_later(landlord):
    staff = national()
    mentor = actions.mentor_add(actor=staff, organization=landlord, commune=a_commune(), **WHO)
    assert mentor.state == MentorState.ACTIVE and not Message.objects.exists()
    actions.mentor_remind(actor=staff, target=mentor)
    accept(mentor)
    assert (mentor.state, mentor.user.email) == (MentorState.ACTIVE, EMAIL)


def test_who_may_invite(landlord, administrator):
    colleague = a_portal_user(landlord, ContactRoleKind.HR)
    with pytest.raises(Forbidden, match="administrateurs"):
        invite(partner(colleague))
    with pytest.raises(Invalid, match="pour quel organisme"):
        invite(national())
    with pytest.raises(Forbidden, match="hors de votre périmètre"):
        invite(regional("33"), landlord)
    with pytest.raises(Forbidden):
        invite(regional("17"), landlord, commune=a_commune(a_department("33", "Gironde")))
    far = a_mentor(MentorState.INVITED)
    with pytest.raises(Forbidden):
        actions.mentor_remind(actor=administrator, target=far)
    with pytest.raises(Forbidden):
        actions.mentor_add(actor=administrator, organization=landlord, commune=a_commune(), **WHO)
    assert Mentor.objects.get() == far


def test_partner_invites_for_itself_whatever_is_given(administrator, landlord):
    mentor = invite(administrator, an_organization("Domaines 33"))
    assert mentor.employments.get().organization == landlord


def test_invitation_over_its_term_is_said_to_staff(administrator, client_as):
    mentor = invite(administrator)
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    page = client_as("staff_national").get(f"/staff/mentors/{mentor.public_id}/").content.decode()
    assert "Invitation échue" in page


# an address that goes from one person to another ---------------------------------------------------------------------
@pytest.fixture
def gone(landlord):
    """A mentor who left, with her account."""
    mentor = a_mentor_user(employer=landlord).mentor
    actions.mentor_leave(actor=MACHINE, target=mentor, reason="Mutation")
    return mentor


def test_record_of_somebody_else_at_this_address_is_a_question_to_staff(gone, landlord):
    with pytest.raises(Invalid) as asked:
        invite(national(), landlord, email=gone.email)
    assert str(gone) in asked.value.fields["address_holder"]
    mentor = invite(national(), landlord, email=gone.email, address_holder="other")
    assert mentor.pk != gone.pk and Mentor.objects.get(pk=gone.pk).first_name == "Sophie"
    former = User.objects.get(pk=gone.user_id)
    assert former.is_retired and accept(mentor) != former
    assert mentor.user.get_full_name() == "Inès Costa"


def test_same_person_under_another_name_comes_back_with_her_record_and_account(gone, landlord):
    mentor = invite(national(), landlord, email=gone.email, address_holder="same")
    assert mentor.pk == gone.pk and accept(mentor) == gone.user


def test_employer_is_not_told_who_was_a_mentor_and_the_guest_is_asked(gone, administrator):
    mentor = invite(administrator, email=gone.email)
    assert mentor.pk != gone.pk
    with pytest.raises(Invalid):
        accept(mentor)
    assert accept(mentor, address_holder="other").get_full_name() == "Inès Costa"
    assert User.objects.get(pk=gone.user_id).is_retired


def test_reminding_asks_as_inviting_does(landlord):
    mentor = actions.mentor_add(actor=MACHINE, organization=landlord, commune=a_commune(), **WHO)
    User.objects.create_user(email=EMAIL, first_name="Paul", last_name="Durand")
    with pytest.raises(Invalid) as asked:
        actions.mentor_remind(actor=national(), target=mentor)
    assert "Paul Durand" in asked.value.fields["address_holder"]
    actions.mentor_remind(actor=national(), target=mentor, address_holder="other")
    assert accept(mentor).get_full_name() == "Inès Costa"


def test_pages_ask_and_then_say_whom_was_written_to(gone, landlord, client_as):
    staff = client_as("staff_national")
    typed = {
        **WHO,
        "email": gone.email,
        "organization": str(landlord.public_id),
        "commune": str(a_commune().public_id),
    }
    asked = staff.post("/staff/mentors/new/", typed)
    assert asked.status_code == 400 and 'name="address_holder"' in asked.content.decode()
    done = staff.post("/staff/mentors/new/", {**typed, "address_holder": "other"})
    said = staff.get(done["Location"]).content.decode()
    assert f"Inès Costa ({gone.email})" in said and "vaut jusqu’au" in said


def test_record_with_an_account_is_not_given_to_somebody_else_by_renaming_it():
    mentor = a_mentor_user().mentor
    rename = {
        "actor": national(),
        "target": mentor,
        "expected_version": None,
        "first_name": "Inès",
        "last_name": "Costa",
    }
    with pytest.raises(Invalid) as asked:
        actions.mentor_edit(**rename)
    assert str(mentor) in asked.value.fields["address_holder"]
    with pytest.raises(Conflict):
        actions.mentor_edit(**rename, address_holder="other")
    assert str(actions.mentor_edit(**rename, address_holder="same")) == "Inès Costa"
