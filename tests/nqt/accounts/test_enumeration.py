"""Nobody learns from a page whether an address has an account."""

import re
import time

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.test import Client

from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known.person@example.org", "nobody.there@example.org"
TRIES = 8


@pytest.fixture
def person():
    return UserFactory(email=KNOWN)


def seen(answer, email: str) -> tuple:
    """Status, headers, names of cookies and body, without what differs at each request."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(email, "ADDRESS")
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return answer.status_code, headers, sorted(answer.cookies), body


ENTRIES = {
    "password": lambda browser, email: [browser.post("/accounts/login/", {"login": email, "password": "x" * 20})],
    "code": lambda browser, email: [
        browser.post("/accounts/login/code/", {"email": email}),
        browser.get("/accounts/login/code/confirm/"),
        browser.post("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"}),
        browser.post("/accounts/login/code/confirm/", {"code": ""}),
        browser.post("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"}),
        browser.get("/accounts/login/code/confirm/"),
    ],
    "reset": lambda browser, email: [
        browser.post("/accounts/password/reset/", {"email": email}),
        browser.get("/accounts/password/reset/done/"),
    ],
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_unknown_address_gets_the_answers_of_a_known_one(person, entry):
    walk = ENTRIES[entry]
    known = [seen(answer, KNOWN) for answer in walk(Client(), KNOWN)]
    unknown = [seen(answer, UNKNOWN) for answer in walk(Client(), UNKNOWN)]
    assert known == unknown


@pytest.mark.parametrize("entry", ENTRIES)
def test_disabled_account_gets_the_answers_of_an_unknown_one(person, entry):
    walk = ENTRIES[entry]
    person.is_active = False
    person.save()
    disabled = [seen(answer, KNOWN) for answer in walk(Client(), KNOWN)]
    unknown = [seen(answer, UNKNOWN) for answer in walk(Client(), UNKNOWN)]
    assert disabled == unknown


@pytest.mark.parametrize("entry", ENTRIES)
def test_throttle_stops_unknown_addresses_like_known_ones(person, entry):
    walk = ENTRIES[entry]

    def stopped_at(email: str) -> list[tuple]:
        return [seen(walk(Client(), email)[0], email) for _ in range(12)]

    assert stopped_at(KNOWN) == stopped_at(UNKNOWN)


@pytest.mark.parametrize("fields", [{}, {"password": None}], ids=["with a password", "without one"])
def test_time_of_a_wrong_password_tells_nothing(settings, fields):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(email=KNOWN, **fields)
    gap = gap_of(lambda browser, email: browser.post("/accounts/login/", {"login": email, "password": "x" * 20}))
    assert gap < 0.015


def test_time_would_tell_without_the_guard(settings, monkeypatch):
    """The measure above is worth something."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(email=KNOWN)
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None)
    gap = gap_of(lambda browser, email: browser.post("/accounts/login/", {"login": email, "password": "x" * 20}))
    assert gap > 0.015


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("/accounts/login/code/", {"email": ""}),
        ("/accounts/password/reset/", {"email": ""}),
        ("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"}),
    ],
)
def test_time_of_asking_by_mail_tells_nothing(person, settings, page, data):
    settings.ACCOUNT_RATE_LIMITS = False

    def ask(browser, email):
        browser.post(page, {name: value or email for name, value in data.items()})

    def ready(browser, email):
        if "code" in data:
            browser.post("/accounts/login/code/", {"email": email})

    assert gap_of(ask, ready) < 0.015


def gap_of(ask, ready=lambda browser, email: None) -> float:
    """Seconds of work between both addresses, at their best, so that a busy machine does not decide."""
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for _ in range(TRIES):
        for email in times:
            browser = Client()
            ready(browser, email)
            start = time.process_time()
            ask(browser, email)
            times[email].append(time.process_time() - start)
    return abs(min(times[KNOWN]) - min(times[UNKNOWN]))
