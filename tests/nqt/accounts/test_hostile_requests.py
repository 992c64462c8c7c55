"""Every page of accounts, with every header, cookie and parameter bent: an answer, never an error of ours."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from nqt.accounts.urls import urlpatterns
from nqt.outbox.models import Message
from tests.harness.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
NAMES = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_reauthenticate_code",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)
FIELDS = (
    "email",
    "login",
    "password",
    "oldpassword",
    "password1",
    "password2",
    "code",
    "next",
    "action",
    "action_add",
    "action_send",
    "action_remove",
    "action_primary",
    "send",
    "uidb36",
    "key",
)
BENT = (
    "",
    "\x00",
    "a\x00b@example.org",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "a@[127.0.0.1]",
    "a@[::1]",
    "a@b",
    f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.org",
    f"{'a' * 300}@example.org",
    "é@exämple.org",
    "a@example.org\r\nBcc: b@example.org",
    "<b>@example.org",
    "http://[",
    "//[",
    "/\\evil.example",
    "/\r\nSet-Cookie: a=b",
    "/" + "x" * 9000,
    "٣٤٥٦٧٨",
    "9" * 5000,
    "' OR 1=1 --",
)
HEADERS = {
    "HTTP_HX_REQUEST": ("true", "\x00"),
    "HTTP_HX_CURRENT_URL": ("http://[", "http://\x00", "x" * 9000),
    "HTTP_HX_TARGET": ("é", "\x00"),
    "HTTP_REFERER": ("http://[", "\x00"),
    "HTTP_USER_AGENT": ("\x00", "é" * 3000),
    "HTTP_ACCEPT_LANGUAGE": ("\x00", "fr;q=x", "é"),
    "HTTP_ACCEPT": ("\x00", "application/json"),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_X_FORWARDED_FOR": ("\x00", "not an address", "[::1"),
    "HTTP_X_REQUEST_ID": ("\x00", "x" * 9000),
    "HTTP_RANGE": ("bytes=0-",),
    "CONTENT_TYPE": ("application/json", "multipart/form-data", "text/plain; charset=nonsense", "\x00"),
    "HTTP_COOKIE": (
        'sessionid="abcdefghijkl\\000mnop"',
        "sessionid=" + "a" * 5000,
        "sessionid=éééééééééééé",
        "sessionid='; DROP TABLE",
        'csrftoken="abcdefghijkl\\000mnop"',
        'browser="\\000"',
        "browser=a:b:c",
        'messages="\\000"',
        "messages=W1tdXQ:1:x",
        "\x00=\x00; ;;=",
    ),
}
ALL = [*NAMES, "accounts_invitation", "account_reset_password_from_key"]


def address_of(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        kwargs = {"token": "made-up"} if name == "accounts_invitation" else {"uidb36": "zz", "key": "a-b"}
        return reverse(name, kwargs=kwargs)


@pytest.fixture
def somebody(db, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # thousands of tries
    return UserFactory()


def browsers(somebody):
    """Nobody, and somebody signed in."""
    return Client(raise_request_exception=False), sign_in(Client(raise_request_exception=False), somebody)


def test_list_is_whole():
    """A page that a new version of the library brings is tried too."""
    found = set()

    def walk(patterns):
        for each in patterns:
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns)
            else:
                found.add(each.name)

    walk(urlpatterns)
    assert found == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_bent_parameters_are_answered(somebody, name):
    address, asked = address_of(name), ({}, {"HTTP_HX_REQUEST": "true"})
    for browser in browsers(somebody):
        for turn, bent in enumerate(BENT):
            more = asked[turn % 2]
            assert browser.get(address, dict.fromkeys(FIELDS, bent), **more).status_code < 500, bent
            assert browser.post(address, dict.fromkeys(FIELDS, bent), **more).status_code < 500, bent
        assert browser.post(address, {field: ["a", "b"] for field in FIELDS}, **asked[1]).status_code < 500


@pytest.mark.parametrize("name", ALL)
def test_bent_headers_and_cookies_are_answered(somebody, name):
    address = address_of(name)
    bent = [(header, value) for header, values in HEADERS.items() for value in values]
    for browser, methods in zip(browsers(somebody), (("get", "options"), ("get", "post")), strict=True):
        for header, value in bent:
            if header == "HTTP_COOKIE":
                browser.cookies.clear()  # a client that has some sends them instead
            for method in methods:
                assert getattr(browser, method)(address, **{header: value}).status_code < 500, (method, header, value)
    assert Client().generic("BREW", address).status_code < 500


@pytest.mark.parametrize("field", ["sessionid", "csrftoken", "browser", "messages"])
def test_cookie_that_was_never_ours_is_no_session(client, field):
    answer = client.get("/accounts/login/", HTTP_COOKIE=f'{field}="abcdefghijkl\\000mnop"')
    assert answer.status_code == 200


@pytest.mark.parametrize("bent", ["a@[127.0.0.1]", "a@[::1]", "A@[127.0.0.1]", f"{'a' * 64}@{'b' * 60}.{'c.' * 70}org"])
@pytest.mark.parametrize(
    ("path", "field"),
    [("/accounts/login/code/", "email"), ("/accounts/login/code/", "login"), ("/accounts/password/reset/", "email")],
)
def test_address_that_no_mail_reaches_is_refused_with_a_sentence(client, path, field, bent):
    answer = client.post(path, {field: bent})
    assert answer.status_code == 400
    assert "Cette adresse électronique n’est pas valable." in answer.content.decode()
    assert not Message.objects.exists() and not mail.outbox


def test_new_address_that_no_mail_reaches_is_refused_too(settings):
    browser = sign_in(Client(), UserFactory())
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": session["account_authentication_methods"][0]["at"], "reauthenticated": True}
    ]
    session.save()
    answer = browser.post("/accounts/email/", {"email": "a@[127.0.0.1]", "action_add": "1"})
    assert answer.status_code == 400 and not Message.objects.exists()
