"""A convention from its first draft to its signatures: staff at a desk, signatories on a phone or in their portal."""

import datetime
import re

from playwright.sync_api import Page, expect

from nqt.demo.accounts import PASSWORD
from tests.harness.browser import PHONE, act, sign_in
from tests.harness.mailsink import Letter, MailSink

STAFF = "claire.vasseur@nqt.example"
ASSOCIATION = "bruno.letellier@example.org"
MARION, LUC, PASCAL = "marion.delcourt@example.org", "luc.fabiani@example.org", "pascal.verneuil@example.org"
COLLEAGUE = "ines.carel@example.org"
TITLE = "Convention d’essai des Trois-Fleuves"


def start_convention(page: Page) -> None:
    """Fill the form as staff do: a title, an association with its members, dates."""
    today = datetime.date.today()
    page.goto("/staff/conventions/new/")
    page.get_by_label("Titre", exact=True).fill(TITLE)
    page.get_by_label("Nature", exact=True).select_option(label="Multipartite")
    page.get_by_role("combobox", name=re.compile("^Avec")).fill("Trois-Fleuves")
    page.get_by_role("option", name=re.compile("Trois-Fleuves")).first.click()
    page.get_by_label("Et ses membres").check()
    page.get_by_label("Partout en France").check()
    page.get_by_label("Début").fill(today.isoformat())
    page.get_by_label("Dernier jour").fill((today + datetime.timedelta(days=700)).isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def freeze(page: Page) -> None:
    """Freeze the text; the page says first how many will be written to."""
    expect(page.locator("main")).to_contain_text("8 personnes reçoivent leur lien")
    act(page, "Figer et faire signer")
    expect(page.locator("main")).to_contain_text("Texte figé")


def answer_code(page: Page, mail: MailSink, address: str) -> None:
    """Ask for a code, wait for it in the mailbox, type it with a name, a power and a consent."""
    before = len(mail.to(address, "Votre code pour signer"))
    page.get_by_role("button", name="Recevoir mon code").click()
    letter = mail.wait_for(address, "Votre code pour signer", after=before)
    page.get_by_label("Votre nom complet").fill("Marion Delcourt")
    page.get_by_label("Votre pouvoir de signer").fill("Directrice de la proximité")
    page.get_by_label(re.compile("J’ai lu le texte")).check()
    page.get_by_label("Code reçu par courriel").first.fill(letter.code)
    page.get_by_role("button", name=re.compile("^Signer pour")).click()


def delegate(page: Page, mail: MailSink, asked: Letter) -> None:
    """Hand the signature to a colleague, with the code that proves who decides; the colleague gets a link."""
    page.goto(next(url for url in asked.links if "/sign/" in url))
    page.get_by_text("Déléguer à un ou une collègue").click()
    page.get_by_role("button", name="Recevoir mon code").last.click()
    code = mail.wait_for(LUC, "Votre code pour signer").code
    form = page.locator("form[action$='/delegate/']")
    for label, value in {"prénom": "Inès", "nom": "Carel", "adresse électronique": COLLEAGUE}.items():
        form.get_by_label(f"Son {label}" if label != "adresse électronique" else "Son adresse").fill(value)
    form.get_by_label("Code reçu par courriel").fill(code)
    form.get_by_role("button", name="Déléguer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La signature est confiée à Inès Carel")
    assert mail.wait_for(COLLEAGUE, TITLE).links


def test_staff_prepare_freeze_and_follow_while_parties_answer_from_their_mail(new_page, mail):
    staff = new_page()
    sign_in(staff, STAFF, PASSWORD)
    start_convention(staff)
    expect(staff.locator(".storey > li")).to_have_count(8)
    freeze(staff)
    address = staff.url

    asked = mail.wait_for(MARION, TITLE)
    link = next(url for url in asked.links if "/sign/" in url)
    phone = new_page(PHONE)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(phone.locator("main")).to_contain_text("Article 1")
    answer_code(phone, mail, MARION)
    expect(phone.locator("main")).to_contain_text("Vous avez signé")
    mail.wait_for(MARION, "Vous avez signé")

    refusing = new_page(PHONE, javascript=False)
    refusing.goto(next(url for url in mail.wait_for(LUC, TITLE).links if "/sign/" in url))
    refusing.get_by_text("Refuser, en disant pourquoi").click()
    refusing.get_by_label("Votre motif").fill("L’article 4 nous engage sur deux parrains.")
    refusing.get_by_role("button", name="Envoyer le refus").click()
    expect(refusing.locator("main")).to_contain_text("Vous avez refusé")

    staff.goto(address)
    expect(staff.get_by_role("heading", name=re.compile("une signature recueillie"))).to_be_visible()
    expect(staff.locator("main")).to_contain_text("Répondre au refus de Coopérative Issoline")
    expect(staff.locator("#historique")).to_contain_text("Marion Delcourt signe pour Foyer des Mirabelliers.")

    staff.get_by_role("link", name="Coopérative Issoline").click()
    act(staff, "Lui redemander de signer")
    delegate(refusing, mail, mail.wait_for(LUC, "À lire et signer", after=1))

    staff.goto(address)
    act(staff, "Relancer ceux qui n’ont pas répondu")
    mail.wait_for(PASCAL, "Il manque votre signature")

    staff.goto(f"{address}back-to-draft/")
    expect(staff.locator("main")).to_contain_text("Annule 1 signature : Foyer des Mirabelliers.")
    staff.goto(address)
    act(staff, "Repasser en brouillon", reason="L’article 4 est à revoir.")
    expect(staff.locator("main")).to_contain_text("Brouillon")
    answer = phone.goto(link)
    assert answer is not None and answer.status == 410
    expect(phone.locator("body")).to_contain_text("Le texte a changé")


def test_text_is_written_as_one_document_added_moved_taken_off_and_read(new_page):
    staff = new_page()
    sign_in(staff, STAFF, PASSWORD)
    start_convention(staff)
    address = staff.url
    staff.get_by_role("link", name="Rédiger le texte").click()
    articles = staff.locator("[data-row]")
    titles = articles.locator("[name$=']title']")
    before = titles.evaluate_all("all => all.map(one => one.value)")

    staff.get_by_role("button", name="Ajouter un article").click()
    staff.keyboard.type("Accueil de stagiaires")
    articles.last.get_by_label("Rédaction de l’article").fill("Chaque bailleur accueille deux stagiaires par an.")
    articles.last.get_by_role("button", name="Monter cet article").click()
    articles.first.get_by_role("button", name="Retirer cet article").click()
    expect(articles.first.get_by_role("button", name="Remettre")).to_be_focused()
    staff.get_by_role("button", name="Enregistrer le texte").click()
    expect(staff.locator("main")).to_contain_text("Chaque bailleur accueille deux stagiaires par an.")
    told = staff.locator("main h2").all_inner_texts()
    wanted = [*before[1:-1], "Accueil de stagiaires", before[-1]]
    assert told == [f"Article {rank}. {title}" for rank, title in enumerate(wanted, start=1)]

    plain = new_page(PHONE, javascript=False)
    sign_in(plain, STAFF, PASSWORD)
    plain.goto(address)
    plain.get_by_role("link", name="Rédiger le texte").click()
    last = plain.locator("[data-row]").nth(len(wanted) - 1)
    last.get_by_label("Rang").fill("1")
    new = plain.locator("[data-row]").nth(len(wanted))
    new.get_by_label("Titre de l’article").fill("Bilan partagé")
    new.get_by_label("Rédaction de l’article").fill("Chaque semestre.")
    plain.get_by_role("button", name="Enregistrer le texte").click()
    told = plain.locator("main h2").all_inner_texts()
    assert told[0] == f"Article 1. {wanted[-1]}" and told[-1].endswith("Bilan partagé")


def test_departments_are_found_by_typing_and_a_region_is_ticked_whole(new_page):
    staff = new_page()
    sign_in(staff, STAFF, PASSWORD)
    staff.goto("/staff/conventions/new/")
    found = staff.get_by_role("searchbox", name="Chercher : départements")
    found.fill("cote d or")
    staff.get_by_label("Côte-d’Or (21)").check()
    found.fill("bretagne")
    group = staff.locator("[data-group][open]")
    expect(group).to_have_count(1)
    group.get_by_label("Toute la région").check()
    expect(staff.locator("[data-count]")).to_have_text(re.compile("^5.choisis$"))
    found.fill("")
    expect(staff.locator("[data-group]", has_text="Bretagne").locator("[data-held]")).to_have_text("4 sur 4")

    plain = new_page(PHONE, javascript=False)
    sign_in(plain, STAFF, PASSWORD)
    plain.goto("/staff/conventions/new/")
    plain.get_by_label("Titre", exact=True).fill("Convention bretonne d’essai")
    plain.get_by_text("Bretagne", exact=True).click()
    plain.locator("[data-group][open]").get_by_label("Toute la région").check()
    plain.get_by_role("button", name="Enregistrer").click()
    for name in ("Côtes-d’Armor", "Finistère", "Ille-et-Vilaine", "Morbihan"):
        expect(plain.locator("main")).to_contain_text(name)


def test_hr_contact_invited_by_link_finds_what_to_do_and_signs_in_the_portal(new_page, mail):
    staff = new_page()
    sign_in(staff, STAFF, PASSWORD)
    staff.goto("/staff/contacts/?search=delcourt")
    staff.locator("main table tbody a").first.click()
    act(staff, re.compile("^(Inviter dans|Renvoyer l’invitation)"))
    invitation = mail.wait_for(MARION, "Votre accès")
    accept = next(url for url in invitation.links if "/invitation/" in url)

    desk = new_page()
    desk.goto(accept)
    desk.get_by_role("button", name="Accepter l’invitation").click()
    desk.goto("/partner/home/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Bonjour Marion")
    desk.get_by_role("link", name="Lire et signer").first.click()
    answer_code(desk, mail, MARION)
    expect(desk.locator("main")).to_contain_text("Vous avez signé")
    again = new_page()
    answer = again.goto(accept)
    assert answer is not None and answer.status == 410


def test_regional_association_sees_its_members_conventions_and_no_more(new_page):
    page = new_page()
    sign_in(page, ASSOCIATION, PASSWORD)
    page.get_by_role("link", name="Leurs conventions").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conventions des membres")
    expect(page.locator("main table tbody tr").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Foyer des Mirabelliers")
    expect(page.locator("main")).not_to_contain_text("@")
    answer = page.goto("/staff/conventions/")
    assert answer is not None and answer.status == 404
