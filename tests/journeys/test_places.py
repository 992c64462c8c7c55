"""Finding one's way: five jobs, one open; a phone's menu fits its screen; without script and from the keyboard too."""

import re

import pytest
from playwright.sync_api import Page, expect

from nqt.demo.accounts import NATIONAL, PASSWORD
from tests.harness import browser as chromium

FITS = "it => it.scrollHeight <= it.clientHeight && it.getBoundingClientRect().top >= 0"
TRADES = ["Partenariats", "Accompagnement", "Événements", "Pilotage", "Réglages"]


def staff(page: Page) -> Page:
    chromium.sign_in(page, NATIONAL.email, PASSWORD)
    page.goto("/staff/today/")
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_one_job_is_open_at_a_time(new_page, javascript):
    page = staff(new_page(chromium.DESK, javascript=javascript))
    bar = page.locator(".side .trade")
    assert [words.split("\n")[0].strip() for words in bar.locator("summary").all_inner_texts()] == TRADES
    bar.nth(1).locator("summary").click()
    bar.nth(3).locator("summary").click()
    expect(page.locator(".side .trade[open]")).to_have_count(1)
    bar.nth(3).get_by_role("link", name="Implantations").click()
    expect(page).to_have_url(re.compile("/staff/coverage/"))
    assert page.locator(".side .trade[open] summary").inner_text().strip().startswith("Pilotage")
    expect(page.locator(".side [aria-current=page]")).to_have_text("Implantations")


def test_job_opened_last_stays_open_on_a_page_of_no_job(new_page):
    page = staff(new_page(chromium.DESK))
    expect(page.locator(".side .trade[open]")).to_have_count(0)
    page.locator(".side .trade").nth(0).locator("summary").click()
    page.get_by_role("link", name="Tous les lieux").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tous les lieux")
    assert page.locator(".side .trade[open] summary").inner_text().strip().startswith("Partenariats")


def test_jobs_are_opened_from_the_keyboard(new_page):
    page = staff(new_page(chromium.DESK))
    page.locator(".side .trade").nth(4).locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".side .trade[open] a:focus")).to_have_text("Calculs")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/staff/matching-runs/"))


@pytest.mark.parametrize("javascript", [True, False])
def test_menu_of_a_phone_fits_its_screen(new_page, javascript):
    page = staff(new_page(chromium.PHONE, javascript=javascript))
    bar = page.locator(".tabbar")
    assert bar.locator("> a").count() == 4
    bar.locator("> details > summary").click()
    menu = bar.locator(".sheet-menu")
    assert menu.evaluate(FITS), "closed, the five jobs are seen at once"
    menu.locator(".trade").nth(1).locator("summary").click()
    expect(bar.locator("> details[open]")).to_have_count(1)
    menu.get_by_role("link", name="Mises en relation").click()
    expect(page).to_have_url(re.compile("/staff/matches/"))
