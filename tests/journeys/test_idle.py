"""A page that is left open costs no processor."""

import pytest
from playwright.sync_api import Page

from nqt.demo.accounts import PASSWORD
from tests.harness.browser import is_slow, sign_in

STAFF = "claire.vasseur@nqt.example"
WATCHED_MS = 3_000
MOST = 0.05
"""Of a processor; a timer, an animation drawn by script take more."""


def worked_while(page: Page, milliseconds: int) -> float:
    """Seconds of work that a page does meanwhile; Chromium counts them as long as one listens."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def counted() -> float:
        said = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in said if one["name"] == "TaskDuration"))

    before = counted()
    page.wait_for_timeout(milliseconds)
    return counted() - before


@pytest.mark.skipif(is_slow(), reason="Chromium slows a page by keeping its processor busy")
@pytest.mark.parametrize(
    "path", ["/staff/today/", "/staff/conventions/", "/staff/organizations/new/", "/staff/matching-runs/", "/"]
)
def test_page_left_open_does_nothing(new_page, path):
    page = new_page()
    sign_in(page, STAFF, PASSWORD)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1_000)
    assert worked_while(page, WATCHED_MS) < MOST * WATCHED_MS / 1000
    assert page.evaluate("document.getAnimations().length") == 0, "drawn elsewhere than on the page's own thread"


def test_page_that_never_rests_is_seen(new_page):
    page = new_page()
    page.goto("/")
    page.evaluate(
        "() => { setInterval(() => { for (let t = performance.now(); performance.now() - t < 40; ); }, 200) }"
    )
    assert worked_while(page, WATCHED_MS) > MOST * WATCHED_MS / 1000
