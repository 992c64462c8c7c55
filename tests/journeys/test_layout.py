"""What people type does not break a page: a word of eighty letters fits a narrow phone, a phone and a desk."""

from itertools import groupby

import pytest
from playwright.sync_api import expect

from nqt.demo.accounts import PASSWORD
from tests.harness import browser as chromium
from tests.harness.accessibility import SCROLLS
from tests.harness.screens import ASSOCIATION, SCREENS, opened

NARROW = 320
WORD = "Anticonstitutionnellementhexakosioihexekontahexaphobieintergouvernementalisation"
OURS = (
    "button, .btn, label, legend, option, dt, thead, caption, summary, .tabs, .chips, .nowrap, .num, .count, .av, "
    ".cal, .st, kbd, .bond, .pager, svg, script"
)
"""Where no word is typed by anybody: what we write there is short."""
LENGTHEN = """
({word, ours}) => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  const typed = texts.filter(text => text.data.trim().length > 2 && !text.parentElement.closest(ours));
  for (const text of typed) text.data = word;
  return typed.length;
}
"""
NAMES = (
    "today places conventions convention organizations organization contacts contact graduates graduate mentors "
    "mentor pairs pair matches match scenarios scenario matching-gaps jobs regions coverage assignments partner "
    "partner-conventions partner-convention partner-organization partner-colleagues graduate-home graduate-pair "
    "graduate-me mentor-home mentor-offer mentor-me association association-members association-theirs "
    "convention-party convention-text convention-text-write partner-coverage"
).split()
LOOKED_AT = [screen for screen in SCREENS if screen.name in NAMES]


@pytest.mark.parametrize("width", [NARROW, chromium.PHONE, chromium.DESK])
def test_word_that_nobody_can_break_widens_no_page(new_page, width):
    wide = []
    for email, screens in groupby(LOOKED_AT, key=lambda screen: screen.email):
        page = new_page(width)
        chromium.sign_in(page, email, PASSWORD)
        for screen in screens:
            opened(page, screen)
            assert page.evaluate(LENGTHEN, {"word": WORD, "ours": OURS}), f"{screen.name} holds no text"
            if (beyond := page.evaluate(SCROLLS)) > 0:
                wide.append(f"{screen.name} scrolls sideways by {beyond} px")
    assert not wide, "\n".join(wide)


def test_word_that_widens_a_page_is_seen(new_page):
    """Positive control."""
    page = new_page(NARROW)
    page.goto("/")
    page.evaluate("document.querySelector('main').style.overflowWrap = 'normal'")
    page.evaluate("document.querySelector('main p').style.overflowWrap = 'normal'")
    page.evaluate(LENGTHEN, {"word": WORD, "ours": OURS})
    assert page.evaluate(SCROLLS) > 0


def test_header_of_an_association_keeps_the_name_on_its_line(new_page):
    page = new_page(chromium.DESK)
    chromium.sign_in(page, ASSOCIATION.email, PASSWORD)
    page.goto("/partner/home/")
    assert page.locator(".portal-nav a").count() >= 8
    assert page.locator(".me .name").evaluate("it => it.offsetHeight") < 3 * 20
    assert page.locator(".portal-top").evaluate("it => it.offsetHeight") < 80
    assert page.evaluate(SCROLLS) <= 0


def test_places_of_staff_are_never_a_heading_alone(new_page):
    """The side bar of a laptop: the last entry is reached, and the perimeter stays in sight."""
    page = new_page(chromium.DESK)
    chromium.sign_in(page, "claire.vasseur@nqt.example", PASSWORD)
    page.goto("/staff/today/")
    trades = page.locator(".side .places .trade")
    assert trades.count() == 5
    assert all(trade.locator("li a").count() for trade in trades.all())
    assert page.locator(".side .scope").evaluate("it => it.getBoundingClientRect().bottom <= innerHeight")
    last = page.locator(".side .places a").last
    last.scroll_into_view_if_needed()
    top = page.locator(".side .scope").evaluate("it => it.getBoundingClientRect().top")
    assert last.evaluate("it => it.getBoundingClientRect().bottom") <= top


REPEATED = """
part => {
  const asks = {"hx-get": location.pathname, "hx-trigger": "every 200ms", "hx-swap": "outerHTML", "hx-select": "h1"};
  for (const [name, value] of Object.entries(asks)) part.setAttribute(name, value);
  htmx.process(part);
}
"""


def test_part_that_refreshes_itself_waits_while_a_menu_is_open(new_page):
    page = new_page(chromium.DESK)
    chromium.sign_in(page, "claire.vasseur@nqt.example", PASSWORD)
    opened(page, next(screen for screen in SCREENS if screen.name == "convention"))
    page.get_by_text("Autres actes").click()
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.locator(".page-head").evaluate(REPEATED)
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        pass
    expect(page.locator("details.menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".page-head[hx-trigger]")).to_have_count(0)
