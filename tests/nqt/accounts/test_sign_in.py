import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.module_loading import import_string

from nqt.accounts.policy import AccountPolicy
from tests.harness.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def signed_in(browser) -> bool:
    return "_auth_user_id" in browser.session


def ask_code(browser, email, **extra):
    return browser.post("/accounts/login/code/", {"email": email}, **extra)


def test_adapter_of_the_house_follows_the_policy():
    assert issubclass(import_string("nqt.outbox.allauth.AccountAdapter"), AccountPolicy)


def test_password_opens_a_session_whatever_the_case_of_the_address(browser, user):
    answer = browser.post("/accounts/login/", {"login": f" {user.email.upper()}", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(browser)


def test_wrong_password_opens_nothing(browser, user):
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD + " "})
    assert answer.status_code == 400
    assert not signed_in(browser)


def test_password_with_spaces_around_is_taken_as_typed(browser):
    user = UserFactory(password="  agrafe violette  ")
    browser.post("/accounts/login/", {"login": user.email, "password": "agrafe violette"})
    assert not signed_in(browser)
    browser.post("/accounts/login/", {"login": user.email, "password": "  agrafe violette  "})
    assert signed_in(browser)


def test_mailed_code_opens_a_session_without_any_password(browser, letters):
    user = UserFactory(password=None)
    answer = ask_code(browser, user.email)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/code/confirm/")
    [(_, to, context)] = letters
    assert to == user.email
    browser.post("/accounts/login/code/confirm/", {"code": context["code"].lower().replace("-", " ")})
    assert signed_in(browser)


def test_a_mark_that_shows_nothing_is_no_part_of_what_was_pasted(browser, user, letters):
    ask_code(browser, f"{user.email}\u200b")
    [(_, _, context)] = letters
    browser.post("/accounts/login/code/confirm/", {"code": f"\u2060{context['code']}\u200b"})
    assert signed_in(browser)


@pytest.mark.parametrize("typed", ["inès@exemple.fr", "a@b"])
@pytest.mark.parametrize("page", ["login/code", "login", "password/reset"])
def test_no_address_is_refused_in_one_sentence(browser, db, page, typed):
    name = "login" if page == "login" else "email"
    answer = browser.post(f"/accounts/{page}/", {name: typed, "password": PASSWORD})
    said = answer.content.decode()
    assert answer.status_code == 400
    assert "Cette adresse électronique n’est pas valable." in said and "e-mail" not in said.lower()


def test_one_address_on_the_sign_in_page_serves_both_ways(browser, user, letters):
    page = browser.get("/accounts/login/").content.decode()
    assert page.count('type="email"') == 1
    assert 'formaction="/accounts/login/code/"' in page
    answer = browser.post("/accounts/login/code/", {"login": user.email, "password": "", "next": "/partner/x/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/code/confirm/?next=%2Fpartner%2Fx%2F")
    browser.post(answer["Location"], {"code": letters[-1][2]["code"]})
    assert signed_in(browser)


def test_code_asked_without_an_address_says_so(browser, db):
    answer = browser.post("/accounts/login/code/", {"login": "", "password": ""})
    assert answer.status_code == 400
    assert 'id="id_email_error"' in answer.content.decode()


def test_mailed_code_serves_once(browser, user, letters):
    ask_code(browser, user.email)
    code = letters[-1][2]["code"]
    replay = Client()
    replay.cookies = browser.cookies.copy()
    browser.post("/accounts/login/code/confirm/", {"code": code})
    answer = replay.post("/accounts/login/code/confirm/", {"code": code})
    assert signed_in(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/code/")


def test_mailed_code_of_another_browser_opens_nothing(browser, user, letters):
    ask_code(Client(), user.email)
    ask_code(browser, user.email)
    theirs = letters[0][2]["code"]
    browser.post("/accounts/login/code/confirm/", {"code": theirs})
    assert not signed_in(browser)


def test_mailed_code_is_void_after_three_wrong_ones(browser, user, letters):
    ask_code(browser, user.email)
    for _ in range(3):
        browser.post("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"})
    browser.post("/accounts/login/code/confirm/", {"code": letters[-1][2]["code"]})
    assert not signed_in(browser)


def test_mailed_code_is_void_after_a_quarter_of_an_hour(browser, user, letters):
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        ask_code(browser, user.email)
        clock.shift(15 * 60 + 1)
        browser.post("/accounts/login/code/confirm/", {"code": letters[-1][2]["code"]})
    assert not signed_in(browser)


@pytest.mark.parametrize("proof", ["password", "code"])
def test_disabled_account_does_not_come_in(browser, user, letters, proof):
    user.is_active = False
    user.save()
    if proof == "password":
        browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    else:
        ask_code(browser, user.email)
        assert all("code" not in context for _, _, context in letters)
        browser.post("/accounts/login/code/confirm/", {"code": ""})
    assert not signed_in(browser)


def test_nobody_signs_up(browser, db, django_user_model):
    browser.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not django_user_model.objects.exists()
    assert "password1" not in browser.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example/", "/\\evil.example", "///evil",
     "javascript:alert(1)", "http://testserver.evil.example/", "evil", " //evil", "\thttps://evil"],
)  # fmt: skip
def test_next_page_outside_of_the_house_is_ignored(browser, user, target):
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_next_page_of_the_house_is_followed(browser, user):
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/partner/x/?a=1"})
    assert answer["Location"] == "/partner/x/?a=1"


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"])
def test_form_without_its_csrf_token_is_refused(page, user):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(page, {"login": user.email, "email": user.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert not signed_in(browser)


def test_header_does_not_turn_pages_into_data(browser, user):
    answer = browser.post(
        "/accounts/login/", {"login": user.email, "password": "wrong"}, headers={"accept": "application/json"}
    )
    assert answer["Content-Type"].startswith("text/html")


def test_session_planted_before_sign_in_is_worth_nothing_after(browser, user):
    session = browser.session
    session["planted"] = True
    session.save()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert signed_in(browser)
    assert browser.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_cookies_are_closed_to_scripts_and_end_with_the_browser(browser, user):
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"] and session["samesite"] == "Lax" and session["max-age"] == ""
    assert answer.cookies["browser"]["httponly"]
    assert user.email not in answer.cookies["browser"].value
