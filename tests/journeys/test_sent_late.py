"""A form that leaves too late."""

import re

from playwright.sync_api import expect

from nqt.demo.accounts import PASSWORD
from tests.harness.browser import sign_in

STAFF = "claire.vasseur@nqt.example"
NEW = "/staff/organizations/new/"


def test_form_sent_after_the_session_ended_comes_back_full(new_page):
    page = new_page()
    sign_in(page, STAFF, PASSWORD)
    page.goto(NEW)
    page.get_by_label(re.compile("^Nom")).first.fill("Foyer du Soir")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("body")).to_contain_text("n’est pas perdu")
    page.locator("input[name=login]").fill(STAFF)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label(re.compile("^Nom")).first).to_have_value("Foyer du Soir")
