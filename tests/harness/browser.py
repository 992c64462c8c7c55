"""A real Chromium: found, installed where that is possible, and driven by Playwright.

`python -m tests.harness.browser` makes sure of one: `$CHROMIUM`, else PATH, else Debian's package when root. Without
any, the browser tests are skipped, except where `CI=true`: there nothing may be skipped.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
MISSING = "no Chromium: set CHROMIUM, or install one on PATH"


def is_strict() -> bool:
    """Whether a missing browser is a failure."""
    return os.environ.get("CI", "").lower() == "true"


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
        viewport={"width": width, "height": HEIGHTS[width]},
        is_mobile=width == PHONE,
        has_touch=width == PHONE,
        java_script_enabled=javascript,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )


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
