"""Nobody learns from a page whether an address has an account."""

import re
import time

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known.person@example.org", "nobody.there@example.org"
TRIES = 12


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
    "code from the sign-in page": lambda browser, email: [
        browser.post("/accounts/login/code/", {"login": email, "password": ""}),
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


@pytest.fixture
def hashed(settings, monkeypatch):
    """How often the slow function ran, a request after the other: what the time of an answer is made of."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    runs: list[str] = []
    for name in ("encode", "verify"):
        slow = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda *args, slow=slow, **kw: runs.append("") or slow(*args, **kw)
        )

    def count(email: str) -> int:
        runs.clear()
        Client().post("/accounts/login/", {"login": email, "password": "x" * 20})
        return len(runs)

    return count


@pytest.mark.parametrize(
    "fields", [{}, {"password": None}, {"is_active": False}], ids=["with a password", "without one", "disabled"]
)
def test_wrong_password_costs_one_hash_whether_there_is_an_account_or_not(hashed, fields):
    UserFactory(email=KNOWN, **fields)
    assert hashed(KNOWN) == hashed(UNKNOWN) == 1


def test_wrong_password_would_tell_without_the_guard(hashed, monkeypatch):
    """The count above is worth something."""
    UserFactory(email=KNOWN)
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None)
    assert (hashed(KNOWN), hashed(UNKNOWN)) == (1, 0)


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
