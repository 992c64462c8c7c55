"""What would give the account to whoever found it open asks again who it is."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from nqt.accounts.models import User
from nqt.accounts.proving import STATE
from tests.harness.factories.accounts import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db
NEW = {"email": "nouvelle@example.org", "action_add": "1"}
CODE = "/accounts/reauthenticate/code/"


@pytest.fixture
def coded(db):
    """Somebody who signs in by mailed code, and has no password."""
    return UserFactory(password=None)


def sent(letters, kind):
    return [(to, context) for name, to, context in letters if name.endswith(kind)]


def test_address_is_not_changed_by_a_session_alone(user, letters):
    browser = sign_in(Client(), user)
    answer = browser.post("/accounts/email/", NEW)
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/reauthenticate/")
    assert not letters


def test_signing_in_a_moment_ago_is_no_proof(user, letters):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert browser.post("/accounts/email/", NEW)["Location"].startswith("/accounts/reauthenticate/")


def test_address_changes_after_the_password_and_the_old_one_is_told(user, letters):
    browser, old = sign_in(Client(), user), user.email
    way = browser.post("/accounts/email/", NEW)["Location"]
    assert browser.post(way, {"password": "wrong", "next": "/accounts/email/"}).status_code == 400
    resumed = browser.post(way, {"password": PASSWORD, "next": "/accounts/email/"})
    assert resumed["Location"] == "/accounts/confirm-email/"
    ((to, context),) = sent(letters, "email_confirmation")
    assert to == NEW["email"] and User.objects.get(pk=user.pk).email == old

    browser.post("/accounts/confirm-email/", {"code": context["code"]})
    assert User.objects.get(pk=user.pk).email == NEW["email"]
    ((to, context),) = sent(letters, "email_changed")
    assert (to, context["from_email"], context["to_email"]) == (old, old, NEW["email"])
    assert EmailAddress.objects.get(user=user).email == NEW["email"]


def test_whoever_has_no_password_gets_a_code_at_the_address_of_today(coded, letters):
    browser = sign_in(Client(), coded, proved=False)
    way = browser.post("/accounts/email/", NEW)["Location"]
    assert way.startswith(CODE)
    assert "Recevoir un code" in browser.get(way).content.decode() and not letters
    assert browser.post(way, {"send": "1"}).status_code == 302
    ((to, context),) = sent(letters, "proof_code")
    assert to == coded.email
    resumed = browser.post(way, {"code": context["code"].lower(), "next": "/accounts/email/"})
    assert resumed["Location"] == "/accounts/confirm-email/"
    assert sent(letters, "email_confirmation")[0][0] == NEW["email"]
    assert browser.post(CODE, {"code": context["code"]}).status_code == 400, "a code serves once"


def test_code_is_wrong_three_times_and_is_then_of_no_use(coded, letters):
    browser = sign_in(Client(), coded)
    browser.post(CODE, {"send": "1"})
    good = sent(letters, "proof_code")[0][1]["code"]
    for _ in range(3):
        assert browser.post(CODE, {"code": "ZZZZZZ"}).status_code == 400
    assert browser.post(CODE, {"code": good}).status_code == 400
    assert browser.post("/accounts/email/", NEW)["Location"].startswith(CODE)


def test_code_is_of_no_use_after_a_quarter_of_an_hour_nor_at_another_address(coded, letters):
    for spoil in ({"at": time.time() - 901}, {"email": "autre@example.org"}):
        browser = sign_in(Client(), coded)
        browser.post(CODE, {"send": "1"})
        session = browser.session
        session[STATE] = {**session[STATE], **spoil}
        session.save()
        assert browser.post(CODE, {"code": session[STATE]["code"]}).status_code == 400


def test_codes_are_not_sent_without_end(coded, letters):
    browser = sign_in(Client(), coded)
    answers = [browser.post(CODE, {"send": "1"}).status_code for _ in range(5)]
    assert answers == [302] * 3 + [429] * 2
    assert len(sent(letters, "proof_code")) == 3


def test_first_password_asks_too(coded, letters):
    browser = sign_in(Client(), coded, proved=False)
    secret = {"password1": PASSWORD, "password2": PASSWORD}
    for answer in (browser.get("/accounts/password/set/"), browser.post("/accounts/password/set/", secret)):
        assert answer["Location"].startswith(CODE)
    assert not User.objects.get(pk=coded.pk).has_usable_password()
    assert PASSWORD not in str(dict(browser.session.items()))
    browser.post(CODE, {"send": "1"})
    browser.post(CODE, {"code": sent(letters, "proof_code")[0][1]["code"]})
    browser.post("/accounts/password/set/", secret)
    assert User.objects.get(pk=coded.pk).has_usable_password()


def test_first_app_asks_once_signing_in_is_long_past(coded, letters):
    browser = sign_in(Client(), coded)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
    session.save()
    assert browser.post("/accounts/2fa/totp/activate/", {"code": "123456"})["Location"].startswith(CODE)
    assert not Authenticator.objects.exists()


def test_code_is_no_way_round_an_app(user, letters):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    browser = sign_in(Client(), user)
    assert browser.post(CODE, {"send": "1"})["Location"].startswith("/accounts/reauthenticate/")
    assert not letters


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/password/reset/",
        "/accounts/reauthenticate/code/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/nowhere/",
        "/invitation/made-up/",
    ],
)
def test_no_page_of_accounts_is_kept_by_a_cache(user, path):
    for browser in (Client(), sign_in(Client(), user)):
        for method in ("get", "post", "options"):
            assert getattr(browser, method)(path)["Cache-Control"] == "private, no-store", (method, path)
