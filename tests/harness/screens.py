"""`python -m tests.harness.screens [name…]`: pictures of the pages, on a desk and in a hand, to be looked at.

They are written to `screens/<name>-<width>.png`, from a product seeded like the demo.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Page, Response

from nqt.demo.accounts import ACCOUNTS, ILE_DE_FRANCE, INES, NATIONAL, PASSWORD, SOPHIE, THOMAS, YANIS
from tests.harness import browser as chromium
from tests.harness import stack as stacks

FOLDER = stacks.CLONE / "screens"
ONE = r"[0-9a-f-]{36}/$"
LANDLORD = next(account for account in ACCOUNTS if account.organization == "aubrelle")
ASSOCIATION = next(account for account in ACCOUNTS if account.organization == "arosh-pc")


@dataclass(frozen=True)
class Screen:
    """One picture: who looks at which page, and which link of it is followed first, then which of that one."""

    name: str
    email: str
    path: str
    follow: str = ""
    then: str = ""


def of(email: str, *screens: tuple[str, ...]) -> list[Screen]:
    """Several pages of one person."""
    return [Screen(screen[0], email, *screen[1:]) for screen in screens]


SCREENS = [
    *of(
        "",
        ("home", "/"),
        ("sign-in", "/accounts/login/"),
        ("sign-in-code", "/accounts/login/code/"),
        ("404", "/nowhere/"),
        ("apply", "/apply/"),
        ("apply-sent", "/apply/sent/"),
        ("choice", "/mentor-choice/"),
    ),
    *of(
        NATIONAL.email,
        ("today", "/staff/today/"),
        ("places", "/staff/places/"),
        ("conventions", "/staff/conventions/"),
        ("convention", "/staff/conventions/?search=poitou", r"/staff/conventions/" + ONE),
        ("convention-party", "/staff/conventions/?stage=to_sign", r"/staff/conventions/" + ONE, r"/parties/" + ONE),
        ("convention-text", "/staff/conventions/?stage=draft", r"/staff/conventions/" + ONE, r"-bodies/" + ONE),
        (
            "convention-text-write",
            "/staff/conventions/?stage=draft",
            r"/staff/conventions/" + ONE,
            r"-bodies/.+/edit/$",
        ),
        ("convention-new", "/staff/conventions/new/"),
        ("convention-record", "/staff/conventions/record/"),
        ("matching-runs", "/staff/matching-runs/"),
        ("matching-run-new", "/staff/matching-runs/new/"),
        ("scenarios", "/staff/matching-scenarios/"),
        ("scenario", "/staff/matching-scenarios/", r"/staff/matching-scenarios/" + ONE),
        ("scenario-new", "/staff/matching-scenarios/new/"),
        ("scenario-comparison", "/staff/scenario-comparison/"),
        ("matching-run", "/staff/matching-runs/", r"/staff/matching-runs/" + ONE),
        ("matching-policies", "/staff/matching-policies/"),
        ("matching-policy", "/staff/matching-policies/", r"/staff/matching-policies/" + ONE),
        ("matching-policy-new", "/staff/matching-policies/new/"),
        ("matches", "/staff/matches/"),
        ("match", "/staff/matches/?state=proposed", r"/staff/matches/" + ONE),
        ("match-exchange", "/staff/matches/?state=proposed", r"/staff/matches/" + ONE, r"/exchange/$"),
        ("match-new", "/staff/matches/new/"),
        ("matching-gaps", "/staff/matching-gaps/"),
        ("matching-gap-region", "/staff/matching-gaps/?region=11"),
        ("matching-gap-cell", "/staff/matching-gaps/?region=11&sector=M"),
        ("jobs", "/staff/jobs/"),
        ("graduates", "/staff/graduates/"),
        ("graduate", "/staff/graduates/?search=belkacem", r"/staff/graduates/" + ONE),
        ("graduate-refused", "/staff/graduates/?search=marquet", r"/staff/graduates/" + ONE),
        ("graduate-new", "/staff/graduates/new/"),
        ("sourcing-links", "/staff/sourcing-links/"),
        ("mentors", "/staff/mentors/"),
        ("mentor", "/staff/mentors/?search=arnaud", r"/staff/mentors/" + ONE),
        ("pairs", "/staff/mentorships/"),
        ("pair", "/staff/mentorships/?search=belkacem", r"/staff/mentorships/" + ONE),
        ("concerns", "/staff/concerns/"),
        ("rights-requests", "/staff/rights-requests/"),
        ("rights-request-note", "/staff/graduates/?search=belkacem", r"/staff/graduates/" + ONE, r"/note-request/$"),
        ("organizations", "/staff/organizations/"),
        ("organization", "/staff/organizations/?search=arosh", r"/staff/organizations/" + ONE),
        ("organization-new", "/staff/organizations/new/"),
        ("contacts", "/staff/contacts/"),
        ("contact", "/staff/contacts/", r"/staff/contacts/" + ONE),
        ("regions", "/staff/regions/"),
        ("region", "/staff/regions/", r"/staff/regions/" + ONE),
        ("departments", "/staff/departments/"),
        ("neighborhoods", "/staff/neighborhoods/"),
        ("locate", "/staff/locate/?address=3 rue des Amandiers-Bleus&commune=93013"),
        ("coverage", "/staff/coverage/"),
        ("assignments", "/staff/assignments/"),
        ("staff-404", "/staff/conventions/00000000-0000-4000-8000-000000000000/"),
        ("staff-403", "/partner/conventions/"),
    ),
    *of(ILE_DE_FRANCE.email, ("today-region", "/staff/today/"), ("conventions-region", "/staff/conventions/")),
    *of(
        LANDLORD.email,
        ("partner", "/"),
        ("partner-conventions", "/partner/conventions/"),
        ("partner-convention", "/partner/conventions/", r"/partner/conventions/" + ONE),
        ("partner-organization", "/partner/organization/"),
        ("partner-organization-edit", "/partner/organization/", r"/partner/organization-record/"),
        ("partner-coverage", "/partner/coverage/"),
        ("partner-colleagues", "/partner/colleagues/"),
        ("partner-mentors", "/partner/mentors/"),
    ),
    *of(
        INES.email,
        ("graduate-home", "/graduate/home/"),
        ("graduate-pair", "/graduate/mentorships/", r"/graduate/mentorships/" + ONE),
        ("graduate-choice", "/graduate/mentor-choice/"),
        ("graduate-me", "/graduate/home/", r"/graduate/profile/" + ONE),
        ("graduate-data", "/graduate/my-data/"),
        ("graduate-rights", "/graduate/rights-requests/"),
        ("graduate-rights-new", "/graduate/rights-requests/new/"),
    ),
    *of(YANIS.email, ("graduate-waiting", "/graduate/home/")),
    *of(
        SOPHIE.email,
        ("mentor-home", "/mentor/home/"),
        ("mentor-offer", "/mentor/offers/", r"/mentor/offers/" + ONE),
        ("mentor-choice", "/mentor/mentor-choice/"),
        ("mentor-me", "/mentor/profile/"),
        ("mentor-meetings", "/mentor/meetings/"),
    ),
    *of(
        THOMAS.email,
        ("mentor-mentees", "/mentor/mentees/"),
        ("mentor-pair", "/mentor/home/", r"/mentor/mentees/" + ONE),
    ),
    *of(
        ASSOCIATION.email,
        ("association", "/"),
        ("association-conventions", "/partner/conventions/"),
        ("association-members", "/partner/members/"),
        ("association-theirs", "/partner/member-conventions/"),
    ),
    *of("", ("mailbox", "/demo/mail/"), ("mail", "/demo/mail/", r"/demo/mail/[^/]+/$")),
]


def main(names: list[str]) -> int:
    """Take them; how many could not be taken."""
    wanted = [screen for screen in SCREENS if not names or screen.name in names]
    database, redis_url = stacks.beside(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], "screens")
    FOLDER.mkdir(exist_ok=True)
    troubles = 0
    with tempfile.TemporaryDirectory() as folder, chromium.launched() as browser:
        running = stacks.running(Path(folder), database_url=database, redis_url=redis_url, EMAIL_URL="")
        with running as stack:
            for trouble in taken(browser, stack.url, wanted):
                troubles += bool(trouble)
                print(trouble or ".", end="\n" if trouble else "", flush=True)  # noqa: T201
    print(f"\n{2 * len(wanted) - troubles} pictures in {FOLDER.name}/, {troubles} not taken.")  # noqa: T201
    return min(troubles, 1)


def taken(browser: Browser, url: str, screens: list[Screen]) -> Iterator[str]:
    """Take each at both widths, in one profile a person; yields what went wrong, or nothing."""
    for width in chromium.HEIGHTS:
        for email, theirs in groupby(screens, key=lambda screen: screen.email):
            context = chromium.context(browser, width, base_url=url)
            page = context.new_page()
            page.set_default_timeout(15_000)
            if email:
                chromium.sign_in(page, email, PASSWORD)
            for screen in theirs:
                yield picture(page, screen, width)
            context.close()


def opened(page: Page, screen: Screen) -> Response | None:
    """Go there, by its link where one is followed."""
    answer: Response | None = page.goto(screen.path)
    for wanted in filter(None, (screen.follow, screen.then)):
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.pathname)")
        target = next((link for link in links if re.search(wanted, link)), None)
        answer = page.goto(target) if target else None
    return answer


def picture(page: Page, screen: Screen, width: int) -> str:
    """Write one; what went wrong, if anything."""
    answer = opened(page, screen)
    page.screenshot(path=FOLDER / f"{screen.name}-{width}.png", full_page=True)
    if answer is None or answer.status >= 500:
        return f"{screen.name}: {answer.status if answer else 'no answer'}"
    return ""


if __name__ == "__main__":
    import nqt.settings.demo  # noqa: F401, PLC0415 (takes DATABASE_URL and REDIS_URL from .run/env)

    sys.exit(main(sys.argv[1:]))
