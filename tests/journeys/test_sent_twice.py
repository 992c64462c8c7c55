"""A form that is sent twice, that leaves too late, or that cannot leave."""

import re

from playwright.sync_api import expect

from nqt.demo.accounts import PASSWORD
from tests.harness.browser import sign_in

STAFF = "claire.vasseur@nqt.example"
NEW = "/staff/organizations/new/"


def test_double_click_without_script_is_one_organization(new_page):
    page = new_page(javascript=False)
    sign_in(page, STAFF, PASSWORD)
    page.goto(NEW)
    page.get_by_label(re.compile("^Nom")).first.fill("Foyer du Double-Clic")
    page.get_by_role("button", name="Enregistrer").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Foyer du Double-Clic"))
    page.goto("/staff/organizations/?search=Double-Clic")
    expect(page.locator("main tbody tr")).to_have_count(1)


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


def test_form_without_network_stays(new_page):
    page = new_page()
    sign_in(page, STAFF, PASSWORD)
    page.goto(NEW)
    page.get_by_label(re.compile("^Nom")).first.fill("Foyer du Tunnel")
    page.context.set_offline(True)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le réseau ne répond pas.")).to_be_visible()
    expect(page.get_by_label(re.compile("^Nom")).first).to_have_value("Foyer du Tunnel")
    page.context.set_offline(False)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Foyer du Tunnel"))
