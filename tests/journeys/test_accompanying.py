"""From the application read to the first meeting fixed: staff at a desk, a mentor and a graduate on their phones."""

import datetime
import re
import time

from playwright.sync_api import Page, expect

from nqt.demo.accounts import NATIONAL, PASSWORD, SOPHIE, YANIS
from tests.harness.browser import PHONE, act, sign_in
from tests.harness.mailsink import MailSink
from tests.harness.stack import eventually


def press(page: Page, name: str) -> None:
    """A button or a link of the page, by its words."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def no_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def offer_to(mail: MailSink, first_name: str, seconds: float = 120.0) -> str:
    """The link of the latest offer written to somebody of this first name."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for letter in reversed(mail.letters):
            links = [url for url in letter.links if "/offer" in url]
            if links and f"Bonjour {first_name}" in letter.text:
                return links[0]
        time.sleep(0.1)
    raise AssertionError(f"no offer was written to {first_name}")


def read_applications(desk: Page) -> None:
    """From the list that says the verdict, by hand and by keys: on, back, accept, and on."""
    desk.goto("/staff/graduates/?state=submitted")
    expect(desk.locator("main table")).to_contain_text("Remplit les conditions")
    desk.locator("main tbody th a").first.click()
    heading = desk.get_by_role("heading", level=1)
    expect(desk.locator("[data-review]")).to_contain_text("à lire")
    first = heading.inner_text()
    key(desk, "ArrowDown")
    expect(heading).not_to_have_text(first)
    desk.get_by_role("link", name="Précédente").first.click()
    expect(heading).to_have_text(first)
    key(desk, "c")
    expect(desk.locator("dialog[open]")).to_contain_text("Demander un complément")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)  # it closes a moment later
    key(desk, "a")
    expect(heading).not_to_have_text(first)
    expect(desk.get_by_text(f"{first}\u00a0: candidature acceptée")).to_be_visible()


def propose_those_ticked(desk: Page, mail: MailSink) -> None:
    """All of the page, none, those of a department; the question; then one mail each."""
    desk.goto("/staff/matches/?state=proposed")
    count, boxes = desk.locator("[data-ticks-count]"), desk.locator("main tbody input[type=checkbox]")
    desk.get_by_role("button", name="Cocher la page").click()
    expect(count).to_have_text(f"{boxes.count()} cochées sur {boxes.count()}")
    desk.get_by_role("button", name="Aucune").click()
    expect(count).to_have_text("Cochez celles à proposer")
    desk.get_by_label("Cocher un département").select_option(index=1)
    expect(count).to_have_text(re.compile(r"cochée"))
    desk.mouse.wheel(0, 900)
    expect(count).to_be_in_viewport()
    desk.get_by_role("button", name="Aucune").click()
    boxes.first.check()
    desk.get_by_role("button", name="Proposer les cochées").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Proposer 1\u00a0mise en relation")
    expect(desk.locator("main")).to_contain_text("1\u00a0courriel part")
    mentor = desk.locator("main details b").first.inner_text()
    desk.get_by_role("button", name="Envoyer 1\u00a0proposition").click()
    expect(desk.locator("main")).to_contain_text("C’est lancé")
    assert offer_to(mail, mentor.split()[0])


def run_the_matching(desk: Page) -> None:
    """From the button to the proof."""
    desk.goto("/staff/matching-runs/")
    press(desk, "Lancer un calcul")
    desk.locator("form#form, dialog[open] form").first.get_by_role("button").first.click()
    expect(desk.get_by_role("heading", name=re.compile("en relation à relire"))).to_be_visible(timeout=120_000)
    expect(desk.locator("main")).to_contain_text("De plus qu’un par un")
    expect(desk.locator("main")).to_contain_text("Optimum")


def key(desk: Page, name: str) -> None:
    """A key of the reading room, once its script listens."""
    expect(desk.locator("[data-review]")).to_be_visible()
    desk.wait_for_load_state()
    desk.keyboard.press(name)


def exchange_the_first(desk: Page) -> str:
    """From the keyboard: on, back, pin, unpin, somebody else; the mentor's name."""
    press(desk, "Relire une à une")
    expect(desk.locator("[data-review]")).to_be_visible()
    first = desk.get_by_role("heading", level=1).inner_text()
    key(desk, "ArrowDown")
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(first)
    key(desk, "k")
    expect(desk.get_by_role("heading", level=1)).to_have_text(first)
    key(desk, "p")
    expect(desk.locator("main")).to_contain_text("Détacher")
    key(desk, "p")
    expect(desk.locator("main")).to_contain_text("Épingler")

    key(desk, "e")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Quelqu’un d’autre")
    wanted = desk.locator(".alts a").first
    name = wanted.inner_text()
    wanted.click()
    expect(desk.get_by_role("heading", name="Qui change")).to_be_visible()
    desk.get_by_role("button", name="Faire cet échange").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)
    expect(desk.locator("main")).to_contain_text("Épinglé")
    return name


def the_next_is_there(desk: Page) -> bool:
    """Asked of the list, as a person who reloads it."""
    desk.goto("/staff/matches/?state=proposed&only=next")
    return desk.locator("main table a").count() > 0


def refuse(mentor: Page, link: str) -> None:
    """By the link of the mail, on a phone."""
    mentor.goto(link)
    mentor.locator("details#non summary").click()
    mentor.locator("[name=decline_reason]").first.check(force=True)
    mentor.get_by_role("button", name="Décliner la proposition").click()
    expect(mentor.locator("main")).to_contain_text("Merci")


def test_staff_accept_review_exchange_and_offer_and_a_refusal_brings_the_next_pair(new_page, mail: MailSink):
    desk = new_page()
    sign_in(desk, NATIONAL.email, PASSWORD)
    desk.goto("/staff/graduates/?search=sangare+awa")
    desk.get_by_role("link", name="Awa Sangaré").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Awa Sangaré")
    act(desk, "Accepter")
    expect(desk.locator("main")).to_contain_text("Acceptée")
    assert "acceptée" in mail.wait_for("awa.sangare@example.org", "acceptée").subject

    read_applications(desk)
    run_the_matching(desk)
    name = exchange_the_first(desk)
    exchanged = desk.get_by_role("heading", level=1).inner_text()
    key(desk, "a")
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(exchanged)
    desk.goto("/staff/matches/?state=offered&sort=-score")
    desk.get_by_role("link", name=exchanged.split(" et ")[0]).first.click()
    expect(desk.locator("main")).to_contain_text("Proposée au parrain")
    assert desk.get_by_text("Retirer la proposition").count()

    refuse(new_page(PHONE), offer_to(mail, name.split()[0]))
    eventually(lambda: the_next_is_there(desk), "the next pair, looked for at once by a worker", seconds=120)
    expect(desk.locator("main table")).to_contain_text(exchanged.split(" et ")[0])
    desk.locator("main table a").first.click()
    expect(desk.locator("main")).to_contain_text("À relire")
    propose_those_ticked(desk, mail)


def test_mentor_says_yes_and_the_two_fix_a_meeting_on_their_phones(new_page, mail: MailSink):
    mentor, graduate = new_page(PHONE), new_page(PHONE)
    sign_in(mentor, SOPHIE.email, PASSWORD)
    mentor.goto("/mentor/home/")
    press(mentor, "Lire et répondre")
    expect(mentor.get_by_role("heading", level=1)).to_contain_text("voulez-vous accompagner Yanis")
    assert YANIS.last_name not in mentor.locator("main").inner_text()
    assert no_wider_than_the_screen(mentor)
    mentor.locator("form#yes button").click()
    mail.wait_for(YANIS.email, "accepté de vous accompagner")

    sign_in(graduate, YANIS.email, PASSWORD)
    graduate.goto("/graduate/home/")
    press(graduate, "Proposer des créneaux")
    graduate.get_by_role("link", name="Proposer un rendez-vous").click()
    day = datetime.date.today() + datetime.timedelta(days=6)
    graduate.locator("[name=slot_1]").fill(f"{day}T18:30")
    graduate.locator("[name=slot_2]").fill(f"{day}T12:30")
    graduate.locator("[name=topic]").fill("Mon CV")
    graduate.get_by_role("button", name="Proposer un rendez-vous").click()
    expect(graduate.locator("main")).to_contain_text("Sophie va choisir")
    assert no_wider_than_the_screen(graduate)

    letter = mail.wait_for(SOPHIE.email, "vous propose un rendez-vous")
    assert "Mon CV" in letter.text
    mentor.goto("/mentor/home/")
    press(mentor, "Choisir")
    mentor.locator(".slots button").first.click()
    expect(mentor.locator("main")).to_contain_text("Ajouter à mon agenda")

    graduate.goto("/graduate/home/")
    expect(graduate.locator("main")).to_contain_text("Votre prochain rendez-vous est fixé")
    with graduate.expect_download() as download:
        graduate.get_by_role("link", name="Ajouter à mon agenda").click()
    assert b"BEGIN:VEVENT" in download.value.path().read_bytes()
    assert no_wider_than_the_screen(graduate)
