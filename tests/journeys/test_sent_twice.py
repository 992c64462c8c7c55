"""A form that is sent twice, that leaves too late, that cannot leave, or that is too heavy to be taken."""

import pytest
from playwright.sync_api import Page, expect

from nqt.demo.accounts import PASSWORD
from tests.harness.browser import lose_network, sign_in

STAFF = "claire.vasseur@nqt.example"
NEW = "/staff/organizations/new/"


def fill(page: Page, name: str) -> None:
    """All that a new organization needs."""
    sign_in(page, STAFF, PASSWORD)
    page.goto(NEW)
    page.locator("[name=name]").fill(name)
    page.locator("[name=kind]").select_option("landlord")


@pytest.mark.parametrize("javascript", [True, False])
def test_double_click_is_one_organization(new_page, javascript):
    name = f"Foyer du Double-Clic {'avec' if javascript else 'sans'} script"
    page = new_page(javascript=javascript)
    fill(page, name)
    page.get_by_role("button", name="Enregistrer").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto(f"/staff/organizations/?search={name}")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_form_sent_after_the_session_ended_comes_back_full(new_page):
    page = new_page()
    fill(page, "Foyer du Soir")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("body")).to_contain_text("n’est pas perdu")
    page.locator("input[name=login]").fill(STAFF)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("[name=name]")).to_have_value("Foyer du Soir")


def test_form_without_network_stays_and_leaves_when_it_is_back(new_page):
    page = new_page()
    fill(page, "Foyer du Tunnel")
    lose_network(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").filter(has_text="Le réseau ne répond pas")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Foyer du Tunnel")
    lose_network(page, lost=False)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Foyer du Tunnel")


def test_form_too_heavy_stays_with_all_that_was_typed(new_page):
    page = new_page()
    fill(page, "Foyer du Roman")
    page.locator("[name=note]").evaluate("(box) => (box.removeAttribute('maxlength'), box.value = 'à'.repeat(700_000))")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").filter(has_text="trop long pour un seul envoi")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Foyer du Roman")
    page.locator("[name=note]").fill("Courte")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Foyer du Roman")
