"""Nobody learns from a page whether an address has an account."""

import re
import statistics
import time

import pytest
from django.test import Client

from tests.harness.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known.person@example.org", "nobody.there@example.org"
TRIES = 25


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
def test_unknown_address_gets_the_answers_of_a_known_one(person, letters, entry):
    walk = ENTRIES[entry]
    known = [seen(answer, KNOWN) for answer in walk(Client(), KNOWN)]
    unknown = [seen(answer, UNKNOWN) for answer in walk(Client(), UNKNOWN)]
    assert known == unknown


@pytest.mark.parametrize("entry", ENTRIES)
def test_disabled_account_gets_the_answers_of_an_unknown_one(person, letters, entry):
    walk = ENTRIES[entry]
    person.is_active = False
    person.save()
    disabled = [seen(answer, KNOWN) for answer in walk(Client(), KNOWN)]
    unknown = [seen(answer, UNKNOWN) for answer in walk(Client(), UNKNOWN)]
    assert disabled == unknown


@pytest.mark.parametrize("entry", ENTRIES)
def test_throttle_stops_unknown_addresses_like_known_ones(person, letters, entry):
    walk = ENTRIES[entry]

    def stopped_at(email: str) -> list[tuple]:
        return [seen(walk(Client(), email)[0], email) for _ in range(12)]

    assert stopped_at(KNOWN) == stopped_at(UNKNOWN)


@pytest.mark.parametrize("password", ["set", "unset"])
def test_time_of_a_wrong_password_tells_nothing(settings, password):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(email=KNOWN, **({} if password == "set" else {"password": None}))
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    browser = Client()
    for _ in range(TRIES):
        for email in times:
            start = time.perf_counter()
            browser.post("/accounts/login/", {"login": email, "password": "x" * 20})
            times[email].append(time.perf_counter() - start)
    assert abs(statistics.median(times[KNOWN]) - statistics.median(times[UNKNOWN])) < 0.015


def test_time_of_asking_for_a_code_tells_nothing(person, settings, letters):
    settings.ACCOUNT_RATE_LIMITS = False
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for _ in range(TRIES):
        for email in times:
            start = time.perf_counter()
            Client().post("/accounts/login/code/", {"email": email})
            times[email].append(time.perf_counter() - start)
    assert abs(statistics.median(times[KNOWN]) - statistics.median(times[UNKNOWN])) < 0.015
