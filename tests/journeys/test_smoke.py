"""The product answers: the first page, the way in, and what a machine asks."""

import json

from playwright.sync_api import Page, expect


def test_home_when_nobody_is_signed_in_shows_the_way_in(page: Page, phone: Page):
    for each in (page, phone):
        answer = each.goto("/")
        assert answer is not None and answer.status == 200
        assert each.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name="Se connecter").first.click()
    expect(page).to_have_url("/accounts/login/")
    expect(page.get_by_role("button", name="Recevoir un code")).to_be_visible()


def test_sign_in_by_a_mailed_code_works_without_javascript_too(new_page, mail):
    for javascript in (True, False):
        page = new_page(javascript=javascript)
        before = len(mail.to("claire.vasseur@nqt.example"))
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill("claire.vasseur@nqt.example")
        page.get_by_role("button", name="Recevoir un code").click()
        letter = mail.wait_for("claire.vasseur@nqt.example", after=before)
        page.locator("input[name=code]").fill(letter.code)
        page.locator("main form button[type=submit]:visible").first.click()
        expect(page).to_have_url("/staff/today/")


def test_machines_are_told_that_everything_works(page: Page):
    answer = page.goto("/ready")
    assert answer is not None and answer.status == 200
    assert json.loads(answer.text())["status"] == "ready"
    assert "no-store" in answer.headers["cache-control"]
