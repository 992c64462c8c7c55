"""The pages of the product's first job, looked at by axe on a desk and in a hand (WCAG 2.2, A and AA)."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from nqt.demo.accounts import ILE_DE_FRANCE, NATIONAL, PASSWORD
from tests.harness import browser as chromium
from tests.harness.accessibility import troubles
from tests.harness.screens import LANDLORD, ONE, SCREENS, Screen, opened
from tests.harness.stack import Stack, eventually

Look = Callable[[str, int], Page]
STATUS = {"404": 404, "staff-404": 404, "403": 403, "409": 409}
NAMES = (
    "home sign-in sign-in-code 404 mailbox mail today places conventions convention convention-new organizations "
    "organization organization-new contact region assignments staff-404 partner partner-conventions partner- "
    "convention partner-organization association-conventions association-theirs convention-record neighborhoods "
    "locate apply apply-sent graduates graduate graduate-new mentors mentor pairs pair partner-mentors matching-runs "
    "matches graduate-home graduate-pair graduate-me graduate-waiting mentor-home mentor-offer mentor-me mentor-pair "
    "jobs scenarios scenario scenario-new scenario-comparison matching-gaps matching-gap-region matching-gap-cell "
    "matching-policies matching-policy matching-policy-new graduate-choice mentor-choice choice matching-run match "
    "match-exchange convention-party convention-text convention-text-write partner-organization-edit partner-coverage"
).split()
LOOKED_AT = [
    *(screen for screen in SCREENS if screen.name in NAMES),
    Screen("403", ILE_DE_FRANCE.email, "/staff/organizations/", r"/staff/organizations/" + ONE),
    Screen("409", NATIONAL.email, "/staff/conventions/?search=poitou", r"/staff/conventions/" + ONE),
]
BEYOND = {"403": "delete/", "409": "freeze/"}
"""What is refused on the page that was reached."""
TO_SIGN = Screen("to sign", NATIONAL.email, "/staff/conventions/?stage=to_sign", r"/staff/conventions/" + ONE)

both_widths = pytest.mark.parametrize("width", [chromium.DESK, chromium.PHONE])


@pytest.fixture(scope="module")
def look(stack: Stack, browser: Browser) -> Iterator[Look]:
    """`look(email, width)`: the page of that person, signed in once a width."""
    stack.forget_limits()
    people: dict[tuple[str, int], tuple[BrowserContext, Page]] = {}

    def page_of(email: str, width: int) -> Page:
        if (email, width) not in people:
            context = chromium.context(browser, width, base_url=stack.url)
            page = chromium.new_page(context)
            if email:
                chromium.sign_in(page, email, PASSWORD)
            people[email, width] = context, page
        return people[email, width][1]

    yield page_of
    for context, _page in people.values():
        context.close()


@pytest.fixture
def mailbox(stack: Stack) -> str:
    """The stack's mail server keeps what it gets: one request to sign is put in the demo's folder; its link."""
    asked: list = []

    def has_come() -> bool:
        asked[:] = [letter for letter in stack.mail.letters if any("/sign/" in link for link in letter.links)]
        return bool(asked)

    eventually(has_come, "a request to sign")
    folder = stack.folder / "mail"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "20260101T000000000000-00000000.eml").write_bytes(asked[0].message.as_bytes())
    return next(link for link in asked[0].links if "/sign/" in link)


class Listening:
    """What a page says aloud while it is looked at."""

    def __init__(self, page: Page) -> None:
        self.page, self.heard = page, []

    def __enter__(self) -> list[str]:
        self.page.on("pageerror", self._error)
        self.page.on("console", self._said)
        return self.heard

    def __exit__(self, *raised: object) -> None:
        self.page.remove_listener("pageerror", self._error)
        self.page.remove_listener("console", self._said)

    def _error(self, error: Exception) -> None:
        self.heard.append(f"script: {error}")

    def _said(self, said: ConsoleMessage) -> None:
        is_the_page_itself = said.location["url"] == self.page.url and said.text.startswith("Failed to load resource")
        if said.type == "error" and not is_the_page_itself:
            self.heard.append(f"console: {said.text}")


@both_widths
@pytest.mark.parametrize("screen", LOOKED_AT, ids=lambda screen: screen.name)
def test_page_seen_by_axe_is_clean(look, mailbox, screen, width):
    page = look(screen.email, width)
    with Listening(page) as heard:
        answer = opened(page, screen)
        if screen.name in BEYOND and answer is not None:
            answer = page.goto(page.url + BEYOND[screen.name])
        assert answer is not None
        assert answer.status == STATUS.get(screen.name, 200)
        found = troubles(page)
    assert not found + heard, "\n".join(found + heard)


@both_widths
def test_signing_page_with_everything_open_is_clean(look, mailbox, width):
    page = look("", width)
    with Listening(page) as heard:
        answer = page.goto(mailbox)
        assert answer is not None
        assert answer.status == 200
        found = troubles(page)
        page.locator("main details").evaluate_all("all => all.forEach(details => details.open = true)")
        found += troubles(page)
        page.goto(f"{mailbox}sign/")
        found += troubles(page)
    assert not found + heard, "\n".join(found + heard)


@both_widths
@pytest.mark.parametrize("path", ["/staff/conventions/new/", "/staff/conventions/record/"])
def test_form_refused_with_its_errors_is_clean(look, width, path):
    page = look(NATIONAL.email, width)
    with Listening(page) as heard:
        page.goto(path)
        page.locator("main form").first.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        expect(page.locator("main [aria-invalid=true]").first).to_be_visible()
        found = troubles(page)
    assert not found + heard, "\n".join(found + heard)


@both_widths
def test_menu_and_dialog_of_an_act_when_open_are_clean(look, width):
    page = look(NATIONAL.email, width)
    with Listening(page) as heard:
        opened(page, TO_SIGN)
        page.get_by_text("Autres actes").click()
        found = troubles(page)
        page.get_by_role("link", name="Repasser en brouillon").click()
        expect(page.locator("dialog[open]")).to_be_visible()
        found += troubles(page)
    assert not found + heard, "\n".join(found + heard)


def test_page_made_wrong_is_seen_to_be_so(look):
    """Positive control."""
    page = look(LANDLORD.email, chromium.PHONE)
    with Listening(page) as heard:
        page.goto("/partner/home/")
        page.evaluate("document.querySelector('main').innerHTML = '<img src=/static/mark.svg><button></button>'")
        page.evaluate("document.querySelector('main').style.width = '900px'")
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
        found = "\n".join(troubles(page))
    assert "image-alt" in found
    assert "button-name" in found
    assert "scrolls sideways" in found
    assert "Content Security Policy" in "\n".join(heard)
