"""Applying in a hand: from an address to the page that says where one stands, on a train that loses the network."""

import datetime
import re

from playwright.sync_api import Page, expect

from tests.harness.browser import PHONE, lose_network
from tests.harness.mailsink import MailSink

EMAIL = "awa.diarra@example.org"
ADDRESS, COMMUNE = "9 rue Camille-Aubrelle", "Drancy"


def go_on(page: Page, step: str) -> None:
    """Press “Continuer”, and arrive."""
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(step)


def ask_for_link(page: Page, mail: MailSink) -> str:
    """Step 1 asks an address; the answer is a mail."""
    page.goto("/apply/")
    page.get_by_label("Votre adresse électronique").fill(EMAIL)
    page.get_by_role("button", name="Recevoir mon lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre boîte aux lettres")
    letter = mail.wait_for(EMAIL, "votre lien personnel")
    return next(url for url in letter.links if "/apply/draft/" in url)


def choose(page: Page, label: str, typed: str) -> None:
    """Type a few letters, take the first answer."""
    page.get_by_role("combobox", name=label).fill(typed)
    page.get_by_role("option").first.click()


def lose_the_network_and_find_it(page: Page) -> None:
    """What is typed stays; “Réessayer” sends it."""
    written = page.locator("[name=project]")
    lose_network(page)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert").filter(has_text="Le réseau ne répond pas")).to_be_visible()
    expect(written).to_have_value(re.compile("premier poste"))
    lose_network(page, lost=False)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire et envoyer")
    expect(page.locator("main")).to_contain_text("premier poste")


def test_a_graduate_applies_on_a_phone_and_follows_her_application(new_page, mail):
    phone = new_page(PHONE)
    link = ask_for_link(phone, mail)

    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vous")
    phone.get_by_label("Prénom").fill("Awa")
    phone.locator("[name=last_name]").fill("Diarra")
    phone.locator("[name=birth_date]").fill("2002-05-04")
    go_on(phone, "Votre diplôme")
    phone.get_by_label("Bac+5").check(force=True)
    phone.get_by_label("Intitulé du diplôme").fill("Master Droit public")
    phone.get_by_label("Année d’obtention").fill("2051")
    go_on(phone, "Votre diplôme")
    expect(phone.locator("main")).to_contain_text("2051 n’est pas encore arrivé")
    phone.get_by_label("Année d’obtention").fill(str(datetime.date.today().year - 1))
    go_on(phone, "Votre adresse")
    phone.get_by_role("button", name="Finir plus tard").click()
    expect(phone.locator("main")).to_contain_text("C’est enregistré.")

    phone = new_page(PHONE)  # another device, the same mail
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre adresse")
    phone.locator("[name=address]").fill(ADDRESS)
    choose(phone, "Commune", COMMUNE)
    go_on(phone, "Votre projet")
    choose(phone, "Métier visé", "urbannist")  # with an error, as on a phone
    phone.locator("[name=project]").fill("Je cherche un premier poste en collectivité.")
    lose_the_network_and_find_it(phone)

    for box in phone.locator("main input[type=checkbox]").all():
        box.check()
    phone.get_by_role("button", name="Envoyer ma candidature").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre candidature est envoyée")
    mail.wait_for(EMAIL, "Nous avons reçu votre candidature")

    phone.get_by_role("button", name="Recevoir mon code").click()
    phone.locator("input[name=code]").fill(mail.wait_for(EMAIL, "code").code)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bonjour Awa")
    expect(phone.locator("main")).to_contain_text("Vous en êtes là")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
