"""Guessing is slow; being guessed at locks nobody out."""

import pytest
from django.test import Client

from nqt.accounts import devices
from nqt.common import cache as sturdy
from tests.harness.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def try_password(browser, user, password=PASSWORD, **extra) -> bool:
    browser.post("/accounts/login/", {"login": user.email, "password": password}, **extra)
    return "_auth_user_id" in browser.session


def guess(user, times, **extra):
    for n in range(times):
        Client().post("/accounts/login/", {"login": user.email, "password": f"wrong {n}"}, **extra)


def test_tenth_wrong_password_is_the_last_one_looked_at(user):
    guess(user, 9)
    assert try_password(Client(), user)
    guess(user, 1)
    assert not try_password(Client(), user)


def test_another_address_of_origin_does_not_help_guessing_at_one_account(user):
    for n in range(10):
        guess(user, 1, REMOTE_ADDR=f"203.0.113.{n}")
    assert not try_password(Client(), user, REMOTE_ADDR="203.0.113.99")


def test_forged_host_or_case_does_not_help_guessing_at_one_account(user, settings):
    settings.ALLOWED_HOSTS = ["testserver", "second.example"]
    guess(user, 5)
    for n in range(5):
        Client().post(
            "/accounts/login/", {"login": user.email.title(), "password": f"wrong {n}"}, HTTP_HOST="second.example"
        )
    assert not try_password(Client(), user)


def test_successes_in_between_do_not_reset_the_count(user):
    guess(user, 9)
    assert try_password(Client(), user)
    guess(user, 1)
    assert not try_password(Client(), user)


def test_browser_of_the_owner_is_not_locked_out_by_strangers(user):
    mine = Client()
    assert try_password(mine, user)
    mine.post("/accounts/logout/")
    guess(user, 10)
    assert not try_password(Client(), user)
    assert try_password(mine, user)


def test_browser_of_the_owner_is_counted_too(user):
    mine = Client()
    try_password(mine, user)
    mine.post("/accounts/logout/")
    for n in range(10):
        assert not try_password(mine, user, f"wrong {n}")
    assert not try_password(mine, user)


def test_known_browser_of_one_account_is_a_stranger_to_another(user):
    other = UserFactory()
    mine = Client()
    try_password(mine, user)
    mine.post("/accounts/logout/")
    guess(other, 10)
    assert not try_password(mine, other)


def test_forged_browser_cookie_is_a_stranger(user):
    guess(user, 10)
    forged = Client()
    forged.cookies[devices.COOKIE] = "eyJhIjoiYiJ9:1abc:forged"
    assert not try_password(forged, user)


def test_owner_locked_out_of_the_password_comes_in_by_mailed_code(browser, user, letters):
    guess(user, 10)
    browser.post("/accounts/login/code/", {"email": user.email})
    browser.post("/accounts/login/code/confirm/", {"code": letters[-1][2]["code"]})
    assert "_auth_user_id" in browser.session


def test_fourth_code_in_a_quarter_of_an_hour_is_not_sent(user, letters):
    for _ in range(5):
        Client().post("/accounts/login/code/", {"email": user.email})
    assert len(letters) == 3


def test_owner_gets_a_code_in_a_known_browser_after_strangers_asked_for_many(user, letters):
    mine = Client()
    try_password(mine, user)
    mine.post("/accounts/logout/")
    for _ in range(5):
        Client().post("/accounts/login/code/", {"email": user.email})
    letters.clear()
    mine.post("/accounts/login/code/", {"email": user.email})
    assert len(letters) == 1


@pytest.mark.parametrize("forged", [{}, {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}"}])
def test_hundred_failures_from_one_address_stop_it_forged_header_or_not(user, forged):
    extra = {name: value.format(n=1) for name, value in forged.items()}
    for n in range(100):
        headers = {name: value.format(n=n) for name, value in forged.items()}
        Client().post("/accounts/login/", {"login": f"person{n}@example.org", "password": "wrong"}, **headers)
    assert not try_password(Client(), user, **extra)
    assert try_password(Client(), user, REMOTE_ADDR="203.0.113.7")


def test_behind_our_proxy_people_are_told_apart_by_what_the_proxy_says(user, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(100):
        Client().post(
            "/accounts/login/",
            {"login": f"person{n}@example.org", "password": "wrong"},
            HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 203.0.113.1",
        )
    assert not try_password(Client(), user, HTTP_X_FORWARDED_FOR="198.51.100.200, 203.0.113.1")
    assert try_password(Client(), user, HTTP_X_FORWARDED_FOR="198.51.100.200, 203.0.113.2")


def test_redis_away_still_lets_in_and_still_counts(user, settings, monkeypatch):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    monkeypatch.setattr(sturdy.SturdyRedisCache, "_resting_until", 0.0)
    assert try_password(Client(), user)
    guess(user, 10)
    assert not try_password(Client(), user)
