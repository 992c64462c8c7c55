"""Journeys: a person with a browser in front of the real product. One stack for all of them, no ORM, no shortcuts."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness import browser as chromium
from tests.harness import stack as stacks
from tests.harness.mailsink import MailSink
from tests.harness.stack import Stack

PICTURES = Path(__file__).resolve().parents[2] / ".run" / "journeys"
HERE = Path(__file__).parent
OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder is a journey."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stack]:
    """The product, seeded; asked for after the browser, so that nothing starts in vain."""
    database, redis_url = stacks.beside(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], "journeys")
    folder = tmp_path_factory.mktemp("stack")
    with stacks.running(folder, database_url=database, redis_url=redis_url) as stack:
        yield stack


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a clear skip."""
    if not chromium.find():
        (pytest.fail if chromium.is_strict() else pytest.skip)(chromium.MISSING)
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def mail(stack: Stack) -> MailSink:
    """The mail server of the stack."""
    return stack.mail


@pytest.fixture
def new_page(stack: Stack, browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens pages in profiles of their own: `new_page()`, `new_page(390)`, `new_page(javascript=False)`.

    A script error, a broken policy or an answer of the 5xx kind on any of them fails the test.
    """
    stack.forget_limits()
    opened: list[tuple[BrowserContext, Page]] = []
    troubles: list[str] = []

    def open_page(width: int = chromium.DESK, *, javascript: bool = True, base_url: str = "") -> Page:
        context = chromium.context(browser, width, javascript=javascript, base_url=base_url or stack.url)
        page = chromium.new_page(context)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", lambda said: _is_violation(said.text) and troubles.append(said.text))
        page.on("response", lambda answer: answer.status >= 500 and troubles.append(f"{answer.status} {answer.url}"))
        opened.append((context, page))
        return page

    yield open_page
    for number, (context, page) in enumerate(opened):
        if request.node.stash.get(FAILED, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.name)
            page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(new_page: OpenPage) -> Page:
    """A page on a desk."""
    return new_page(chromium.DESK)


@pytest.fixture
def phone(new_page: OpenPage) -> Page:
    """A page in a hand."""
    return new_page(chromium.PHONE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember a failure until the pages are closed: their picture is kept in .run/journeys."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def _is_violation(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text
