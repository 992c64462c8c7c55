"""An address that goes from one person to another: the account of before opens nothing for its next reader."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from nqt.accounts import actions, hats, inheriting, invitations
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation, User
from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Conflict, Forbidden, Invalid
from tests.harness.factories.accounts import PASSWORD, UserFactory, give_hat, sign_in, take_hats

pytestmark = pytest.mark.django_db
PURPOSE = "tests.seat"
STAFF = Actor(audience=Audience.STAFF, role=Role.STAFF_NATIONAL)
SHARED = "rh@example.org"
SUCCESSOR = {"first_name": "Lucie", "last_name": "Petit"}


@pytest.fixture(autouse=True)
def seats(monkeypatch):
    given: dict[int, User] = {}
    monkeypatch.setattr(invitations, "_purposes", {})

    @invitations.on_accept(PURPOSE)
    def take_a_seat(invitation, user):
        given[invitation.subject_id] = user

    return given


@pytest.fixture
def former(db):
    return UserFactory(email=SHARED, first_name="Paul", last_name="Durand")


def invite(**fields):
    fields = {**SUCCESSOR, **fields}
    return actions.invitation_create(actor=STAFF, email=SHARED, purpose=PURPOSE, subject_id=1, **fields)


def page(invitation):
    return invitations.invitation_path(invitation)


def user_of(browser):
    return browser.session.get("_auth_user_id")


def opens_with_password(email=SHARED):
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return bool(user_of(browser))


@pytest.mark.parametrize(
    ("first_name", "last_name", "is_same"),
    [
        ("Paul", "Durand", True),
        ("DURAND", "paul", True),
        ("Pàul", "Dürand", True),
        ("", "", True),
        ("Paul", "Martin", False),
        ("Lucie", "Petit", False),
        ("Paul", "", False),
    ],
)
def test_names_are_compared_without_case_accent_or_order(former, first_name, last_name, is_same):
    assert (inheriting.other_holder(SHARED, first_name, last_name) is None) == is_same


def test_account_without_a_name_is_asked_about(db):
    UserFactory(email=SHARED, first_name="", last_name="")
    assert inheriting.other_holder(SHARED, "Lucie", "Petit") is not None


# who invites answers -------------------------------------------------------------------------------------------------
def test_question_names_the_former_holder_and_nothing_is_done_without_an_answer(former):
    with pytest.raises(Invalid) as asked:
        actions.address_settle(actor=STAFF, holder=former, answer="", may_close=True)
    assert "Paul Durand" in asked.value.fields["address_holder"]
    assert User.objects.get(pk=former.pk).is_active


def test_retired_account_keeps_its_name_and_nothing_else(former, browser):
    TOTP.activate(former, "JBSWY3DPEHPK3PXP")
    sign_in(browser, former)
    give_hat(former, Role.MENTOR)
    hers = invite(first_name="Paul", last_name="Durand")
    successors = actions.invitation_create(
        actor=STAFF, email=SHARED, purpose=PURPOSE, subject_id=2, first_name="Lucie", last_name="Petit"
    )
    assert browser.get("/mentor/whoami/").json()["role"] == "mentor"

    actions.address_settle(actor=STAFF, holder=former, answer="other", may_close=True)

    gone = User.objects.get(pk=former.pk)
    assert gone.get_full_name() == "Paul Durand" and gone.is_retired and not gone.is_active
    assert not gone.has_usable_password() and hats.hats_of(gone) == []
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not Authenticator.objects.filter(user=gone).exists()
    assert browser.get("/mentor/whoami/").status_code == 401
    assert not opens_with_password() and not opens_with_password(gone.email)
    assert [sent.pk for sent in Invitation.objects.valid()] == [successors.pk] != [hers.pk]
    take_hats(former)


def test_retired_account_is_not_opened_again(former):
    actions.user_retire(actor=STAFF, user=former)
    with pytest.raises(Conflict):
        actions.user_enable(actor=STAFF, user=former)


def test_nobody_retires_one_s_own_account(former):
    own = Actor(user=former, audience=Audience.STAFF, role=Role.STAFF_NATIONAL)
    with pytest.raises(Forbidden):
        actions.user_retire(actor=own, user=former)


def test_account_that_serves_out_of_reach_is_not_closed_by_an_answer(former):
    with pytest.raises(Forbidden):
        actions.address_settle(actor=STAFF, holder=former, answer="other", may_close=False)
    assert User.objects.get(pk=former.pk).is_active


def test_account_said_to_be_the_same_person_s_is_used_without_a_second_question(former, browser, seats):
    holder = actions.address_settle(actor=STAFF, holder=former, answer="same", may_close=True)
    invitation = invite(holder=holder)
    assert "Paul Durand" not in browser.get(page(invitation)).content.decode()
    assert browser.post(page(invitation)).status_code == 302
    assert seats == {1: former} and opens_with_password()


# the guest answers, when nobody did ----------------------------------------------------------------------------------
def test_guest_is_asked_whose_account_it_is_before_anything_opens(former, browser, seats):
    invitation = invite()
    text = browser.get(page(invitation)).content.decode()
    assert "Paul Durand" in text and 'name="address_holder"' in text
    for wrong in ({}, {"address_holder": ""}, {"address_holder": "maybe"}):
        assert browser.post(page(invitation), wrong).status_code == 400
    with pytest.raises(Invalid):
        actions.invitation_accept(token=invitations.invitation_token(invitation))
    assert not seats and user_of(browser) is None


def test_guest_who_keeps_the_account_ends_its_password_and_its_sessions(former, browser, seats):
    elsewhere = sign_in(Client(), former)
    give_hat(former, Role.MENTOR)
    invitation = invite()
    assert browser.post(page(invitation), {"address_holder": "same"}).status_code == 302
    assert seats == {1: former} and user_of(browser) == str(former.pk)
    assert not opens_with_password()
    assert elsewhere.get("/mentor/whoami/").status_code == 401
    assert browser.get("/mentor/whoami/").json()["role"] == "mentor"
    take_hats(former)


def test_guest_signed_in_to_the_account_in_doubt_stays_in_after_the_answer(former, seats):
    browser = sign_in(Client(), former)
    assert browser.post(page(invite()), {"address_holder": "same"}).status_code == 302
    assert user_of(browser) == str(former.pk)
    assert "/accounts/login/" not in browser.get("/accounts/email/").get("Location", "")


def test_guest_who_is_somebody_else_gets_an_account_of_her_own(former, browser, seats):
    invitation = invite()
    assert browser.post(page(invitation), {"address_holder": "other"}).status_code == 302
    mine = User.objects.get(email=SHARED)
    assert mine != former and mine.get_full_name() == "Lucie Petit" and seats == {1: mine}
    assert User.objects.get(pk=former.pk).is_retired
    assert not opens_with_password() and user_of(browser) == str(mine.pk)


def test_guest_does_not_close_an_account_that_still_serves(former, browser, seats):
    give_hat(former, Role.STAFF_NATIONAL)
    answer = browser.post(page(invite()), {"address_holder": "other"})
    assert answer.status_code == 403 and "sert encore" in answer.content.decode()
    assert User.objects.get(pk=former.pk).is_active and not seats
    take_hats(former)


def test_invitation_to_a_closed_account_says_so_at_once(former, browser):
    actions.user_disable(actor=STAFF, user=former)
    text = browser.get(page(invite(first_name="Paul", last_name="Durand"))).content.decode()
    assert "désactivé" in text and "<form" not in text.split("<h1>")[1]
