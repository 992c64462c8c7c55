"""A real Chromium: found, installed where that is possible, and driven by Playwright.

`python -m tests.harness.browser` makes sure of one: `$CHROMIUM`, else PATH, else Debian's package when root. Without
any, the browser tests are skipped, except where `CI=true`: there nothing may be skipped. `SLOW_MACHINE=1` plays a slow
machine far away: what passes then waits for states, not for a quick processor.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-liberation")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = 1360, 390
HEIGHTS = {DESK: 900, PHONE: 844}
SLOWER, LATENCY_MS = 6, 300
"""What `SLOW_MACHINE=1` does to a page: the processor that many times slower, each answer that much later.

Chromium slows a page by keeping its processor busy: four slowed pages left open take two cores, though idle pages cost
nothing (`journeys/test_idle.py`). Close what a journey has done with.
"""
PATIENCE_MS = 30_000
"""Ceiling of every wait for a state, four times that on a slow machine; nothing waits that long where all is well."""
_slowing: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
MISSING = "no Chromium: set CHROMIUM, or install one on PATH"


def is_strict() -> bool:
    """Whether a missing browser is a failure."""
    return os.environ.get("CI", "").lower() == "true"


def is_slow() -> bool:
    """Whether the browser plays a slow machine far away."""
    return os.environ.get("SLOW_MACHINE", "") not in ("", "0")


def find() -> str | None:
    """The program, if there is one."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def ensure() -> str | None:
    """The program, installed first when we may."""
    found = find()
    if found or os.environ.get("CHROMIUM") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    print("Installing Chromium for the browser tests…", flush=True)  # noqa: T201
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
    return find()


@contextmanager
def launched() -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        yield browser
        browser.close()


def context(browser: Browser, width: int, *, base_url: str, javascript: bool = True) -> BrowserContext:
    """A clean profile of somebody in France; the narrow one is a phone."""
    return browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": HEIGHTS.get(width, HEIGHTS[PHONE])},
        is_mobile=width <= PHONE,
        has_touch=width <= PHONE,
        java_script_enabled=javascript,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )


def new_page(context: BrowserContext) -> Page:
    """A page of the profile, patient, and slowed where `SLOW_MACHINE` asks for it."""
    page = context.new_page()
    patience = PATIENCE_MS * (4 if is_slow() else 1)
    page.set_default_timeout(patience)
    expect.set_options(timeout=patience)
    if is_slow():
        session = _slowing[page] = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        session.send("Network.enable")
        lose_network(page, lost=False)
    return page


def lose_network(page: Page, *, lost: bool = True) -> None:
    """Take the network away from a page, or give it back as slow as it was."""
    if page not in _slowing:
        page.context.set_offline(lost)
        return
    speed = {"offline": lost, "latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    _slowing[page].send("Network.emulateNetworkConditions", speed)


def act(page: Page, label: str | re.Pattern[str], **answers: str) -> None:
    """Press an act of a page, open the menu when it is there, answer what its dialog asks, confirm, and arrive.

    Each step waits for a state: the page and its scripts, the act, the dialog, the page that follows.
    """
    wanted = (
        page.locator("main").get_by_role("link", name=label).or_(page.locator("main").get_by_role("button", name=label))
    )
    menu = page.locator("main details.menu > summary", has_text="Autres actes")
    expect(wanted.or_(menu).filter(visible=True).first).to_be_visible()
    page.wait_for_load_state()
    if not wanted.filter(visible=True).count():
        menu.click()
    wanted = wanted.filter(visible=True).first
    if wanted.evaluate("it => it.tagName !== 'A'"):
        with page.expect_navigation():
            wanted.click()
        return
    wanted.click()
    dialog = page.locator("dialog[open]")
    for name, value in answers.items():
        dialog.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        dialog.locator("form button[type=submit]:visible").click()


def sign_in(page: Page, email: str, password: str) -> None:
    """By password, on the sign-in page."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


if __name__ == "__main__":
    if not ensure():
        print(f"Browser tests: {MISSING}.", flush=True)  # noqa: T201
        sys.exit(1 if is_strict() else 0)
