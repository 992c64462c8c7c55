"""Outside the demo, staff enrol a one-time-password app before they see anything."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from nqt.demo.accounts import PASSWORD
from tests.harness.totp import App

SAMIRA = "samira.kaci@nqt.example"
CODE = re.compile(r"\b[B-Z]{4}-[B-Z]{4}\b")


@pytest.fixture
def strict_web(stack) -> Iterator[str]:
    """The product as in production: one-time passwords are required."""
    with stack.other_web(REQUIRE_MFA="true") as url:
        yield url


def sign_in_by_code(page: Page, mail, next_page: str) -> None:
    before = len(mail.to(SAMIRA))
    page.goto(next_page)
    page.locator("input[name=login]").fill(SAMIRA)
    page.get_by_role("button", name="Recevoir un code").click()
    code = CODE.search(mail.wait_for(SAMIRA, after=before).text)
    assert code, "the mail holds a code"
    give_code(page, code[0])


def sign_in_by_password(page: Page, next_page: str) -> None:
    page.goto(next_page)
    page.locator("input[name=login]").fill(SAMIRA)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def give_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("main form button[type=submit]:visible").first.click()


def test_staff_enrol_then_give_a_code_at_each_sign_in(new_page, strict_web, mail):
    page = new_page(base_url=strict_web)
    sign_in_by_code(page, mail, "/staff/today/")
    expect(page).to_have_url(re.compile("/accounts/2fa/totp/activate/"))
    page.goto("/staff/conventions/")
    expect(page).to_have_url(re.compile("/accounts/2fa/totp/activate/"))

    secret = re.search(r"\b[A-Z2-7]{32}\b", page.locator("main").inner_text())
    assert secret, "the key can be copied by hand"
    app = App(secret[0])
    used = app.code()
    give_code(page, used)
    expect(page).to_have_url(re.compile("/accounts/2fa/recovery-codes/"))
    spare = re.findall(r"\b\d{8}\b", page.locator("main").inner_text())
    assert len(spare) == 10
    page.goto("/staff/today/")
    expect(page).to_have_url(re.compile("/staff/today/"))

    phone = new_page(390, base_url=strict_web, javascript=False)
    sign_in_by_password(phone, "/staff/today/")
    expect(phone).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    give_code(phone, used)
    expect(phone.get_by_text("Ce code n’est pas le bon, ou il a déjà servi.")).to_be_visible()
    give_code(phone, app.code(1))
    expect(phone).to_have_url(re.compile("/staff/today/"))

    without_phone = new_page(base_url=strict_web)
    sign_in_by_code(without_phone, mail, "/staff/today/")
    give_code(without_phone, spare[0])
    expect(without_phone).to_have_url(re.compile("/staff/today/"))


def test_partner_comes_in_without_one(new_page, strict_web, mail):
    page = new_page(base_url=strict_web)
    page.goto("/partner/home/")
    page.locator("input[name=login]").fill("nadege.ollivier@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile("/partner/home/"))
