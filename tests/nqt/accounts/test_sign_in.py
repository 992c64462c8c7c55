import pytest

from tests.harness.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def test_password_of_the_account_opens_a_session(browser, user):
    answer = browser.post("/accounts/login/", {"login": user.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    assert browser.get("/public/whoami/").status_code == 200
