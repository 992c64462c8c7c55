"""One page for the text and every answer, by personal link and in the portal; what follows, and the copy to keep."""

import datetime
import html
import re

import pytest

from partners.conventions import actions, links
from partners.conventions.actions.record import RecordedParty
from partners.conventions.models import Answer, Signature, SigningCode
from tests.harness.by_hand import pause_is_over
from tests.harness.factories.conventions import MACHINE, a_contact, again, an_organization, nqt, sign, signed, to_sign

pytestmark = pytest.mark.django_db

SENT_BACK = {
    "sign": {"name": "Nadège de la Tour", "power": "Directrice", "consent": "true"},
    "refuse": {"reason": "Non"},
    "delegate": {"first_name": "Sandrine", "last_name": "Moreau", "email": "s.moreau@example.org"},
}
"""Answers with something wrong or missing: a code, a reason long enough."""


def last_line(convention=None):
    return (convention or to_sign(parties=3)).text.signatories.last()


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def by_link(client_as, line):
    return client_as(), f"/sign/{links.SIGNING.sign(again(line))}/"


def in_portal_of(client_as, line):
    """Somebody of the organization."""
    visitor = client_as("partner_landlord", organization_id=line.organization_id)
    return visitor, f"/partner/conventions/{line.public_id}/"


def in_portal(client_as, line):
    """The person asked."""
    visitor, page = in_portal_of(client_as, line)
    line.contact.user = visitor.user
    line.contact.save()
    return visitor, page


WAYS = pytest.mark.parametrize("way", [by_link, in_portal])


def panel(page, name):
    """A panel as it was sent: its opening tag and what it holds."""
    return re.search(rf'<details class="fold" id="{name}"( open)?>(.*?)</details>', page).groups()


def digits():
    return SigningCode.objects.latest("created_at").digits


def wrong():
    return "000000" if digits() != "000000" else "111111"


# a refused answer ----------------------------------------------------------------------------------------------------
@WAYS
@pytest.mark.parametrize("name", SENT_BACK)
def test_refused_answer_comes_back_on_the_page_of_the_text_with_what_was_typed(client_as, way, name):
    line = last_line()
    visitor, page = way(client_as, line)
    visitor.post(page + "request-code/")
    code = {} if name == "refuse" else {"code": wrong()}
    response = visitor.post(f"{page}{name}/", {**SENT_BACK[name], **code})
    shown = words(response)
    assert response.status_code == 400
    assert "Article 1." in shown and line.text.body_hash[:16] in shown and "renvoyer un code" in shown
    assert shown.count('class="msg bad error-summary"') == 1
    for typed in SENT_BACK[name].values():
        assert typed in shown
    if name != "sign":
        is_open, inside = panel(shown, name)
        assert is_open and "error-summary" in inside
        assert panel(shown, "delegate" if name == "refuse" else "refuse")[0] is None
    assert again(line).answer == Answer.VIEWED


def test_worn_out_code_keeps_what_was_typed_and_offers_another(client_as):
    visitor, page = by_link(client_as, last_line())
    visitor.post(page + "request-code/")
    for _ in range(5):
        response = visitor.post(page + "sign/", {**SENT_BACK["sign"], "code": wrong()})
    shown = words(response)
    assert "demandez-en un nouveau" in shown and "Nadège de la Tour" in shown and "Recevoir un code" in shown


@WAYS
@pytest.mark.parametrize("name", ["sign", "refuse", "delegate"])
def test_address_of_a_question_is_the_page_where_it_is_asked(client_as, way, name):
    visitor, page = way(client_as, last_line())
    shown = words(visitor.get(f"{page}{name}/"))
    assert "Article 1." in shown
    assert [other for other in ("refuse", "delegate") if panel(shown, other)[0]] == [name] * (name != "sign")


# a delegation --------------------------------------------------------------------------------------------------------
@WAYS
def test_code_asked_in_order_to_delegate_comes_back_to_the_open_panel(client_as, way):
    visitor, page = way(client_as, last_line())
    assert "Recevoir mon code" in panel(words(visitor.get(page)), "delegate")[1]
    asked = visitor.post(page + "request-code/", {"purpose": "delegate"})
    assert (asked.status_code, asked["Location"]) == (303, page + "delegate/#delegate")
    is_open, inside = panel(words(visitor.get(asked["Location"])), "delegate")
    assert is_open and "Code reçu par courriel" in inside


def delegated(client_as, line):
    """What the person who has just delegated is led to, and the link that ended."""
    visitor, page = by_link(client_as, line)
    visitor.post(page + "request-code/", {"purpose": "delegate"})
    done = visitor.post(page + "delegate/", {**SENT_BACK["delegate"], "code": digits()})
    assert done.status_code == 303
    return visitor, done["Location"], page


def test_delegation_by_link_is_confirmed_with_the_name_and_a_masked_address(client_as):
    line = last_line()
    visitor, confirmation, old = delegated(client_as, line)
    for _ in range(2):
        shown = words(visitor.get(confirmation))
        assert "La signature est confiée à Sandrine Moreau" in shown
        assert "s.…@example.org" in shown and "s.moreau" not in shown
        assert "Article 1." not in shown
    assert visitor.get(old).status_code == 410


def test_confirmation_of_a_delegation_ends_with_the_next_round_and_opens_to_no_other_link(client_as):
    convention = to_sign(parties=3)
    line = last_line(convention)
    _, other = by_link(client_as, convention.text.signatories.first())
    visitor, confirmation, _ = delegated(client_as, line)
    assert visitor.get(other + "delegated/").status_code == 410
    assert visitor.get(f"/sign/{links.SIGNING.sign(again(line))}/delegated/").status_code == 410
    assert visitor.get(f"/sign/{'x' * 40}/delegated/").status_code == 404
    pause_is_over()
    actions.party_reinvite(actor=MACHINE, target=again(line))
    assert visitor.get(confirmation).status_code == 410


def test_person_replaced_by_staff_reads_no_confirmation(client_as):
    line = last_line()
    visitor, page = by_link(client_as, line)
    actions.party_replace_person(actor=MACHINE, target=again(line), contact=a_contact(line.organization, "Bruno"))
    assert visitor.get(page + "delegated/").status_code == 410


def test_delegation_in_the_portal_says_who_is_asked_now(client_as):
    visitor, page = in_portal(client_as, last_line())
    visitor.post(page + "request-code/")
    visitor.post(page + "delegate/", {**SENT_BACK["delegate"], "code": digits()})
    assert "La signature est demandée à <b>Sandrine Moreau</b>, par délégation de Nadège Ollivier" in words(
        visitor.get(page)
    )


# what one consents to, and with whom ---------------------------------------------------------------------------------
@pytest.mark.parametrize("annex", ["", "Deux parrains."])
def test_consent_names_the_annex_of_those_who_have_one(client_as, annex):
    line = last_line()
    if annex:
        actions.party_update(actor=MACHINE, target=line, expected_version=line.version, annex=annex)
    visitor, page = by_link(client_as, line)
    visitor.post(page + "request-code/")
    shown = words(visitor.get(page))
    assert ("J’ai lu le texte et l’annexe" in shown, "J’ai lu le texte, et je" in shown) == (bool(annex), not annex)
    visitor.post(page + "sign/", {**SENT_BACK["sign"], "code": digits()})
    assert ("annexe" in Signature.objects.get().consent) == bool(annex)


def test_own_organization_is_marked_even_with_a_short_name(client_as):
    line = last_line()
    line.organization.short_name = "H17"
    line.organization.save()
    visitor, page = by_link(client_as, line)
    parties = re.findall(r"<li( class=\"signed\")?>(.*?)</li>", words(visitor.get(page)).split('class="cosign"')[1])
    assert [("vous" in party, bool(is_signed)) for is_signed, party in parties] == [
        (False, False),
        (False, False),
        (True, False),
    ]


def test_ticks_are_one_s_own_until_everybody_has_signed(client_as):
    convention = to_sign(parties=3)
    first, second, third = convention.text.signatories.all()
    sign(first)
    sign(third)
    visitor, page = by_link(client_as, third)
    assert words(visitor.get(page)).count('<li class="signed">') == 1
    sign(second)
    assert words(visitor.get(page)).count('<li class="signed">') == 3


# colleagues of the person asked --------------------------------------------------------------------------------------
def test_colleague_reads_whom_the_convention_waits_for(client_as):
    line = last_line()
    colleague = client_as("partner_landlord", organization_id=line.organization_id)
    row = colleague.get("/api/v1/partner/conventions/").json()["results"][0]
    assert (row["state"], row["todo"], row["explanation"]) == ("awaited", "", "Attend Nadège Ollivier.")
    assert colleague.get("/api/v1/partner/home/").json()["todo"] == []
    for address in ("/partner/home/", "/partner/conventions/", f"/partner/conventions/{line.public_id}/"):
        assert "signer par vous" not in words(colleague.get(address))
    person, _ = in_portal(client_as, line)
    assert len(person.get("/api/v1/partner/home/").json()["todo"]) == 1
    assert "À signer par vous" in words(person.get("/partner/conventions/"))


def test_colleague_reads_that_the_organization_has_signed(client_as):
    line = sign(last_line())
    colleague = client_as("partner_landlord", organization_id=line.organization_id)
    assert "Votre organisme a signé" in words(colleague.get(f"/partner/conventions/{line.public_id}/"))


def test_refusal_is_said_to_be_received_not_read(client_as):
    visitor, page = by_link(client_as, last_line())
    visitor.post(page + "refuse/", {"reason": "Budget déjà voté."})
    assert "NQT a reçu votre motif" in words(visitor.get(page))


# the copy to keep ----------------------------------------------------------------------------------------------------
@WAYS
def test_copy_has_the_text_one_s_own_annex_and_one_s_own_proof(client_as, way):
    convention = to_sign(parties=3)
    first, second, third = convention.text.signatories.all()
    for line, annex in ((second, "Annexe du voisin"), (third, "Annexe à soi")):
        actions.party_update(actor=MACHINE, target=again(line), expected_version=again(line).version, annex=annex)
    sign(second, name="Paul Voisin")
    sign(third)
    visitor, page = way(client_as, again(third))
    assert f'href="{page}copy/"' in words(visitor.get(page))
    shown = words(visitor.get(page + "copy/"))
    proof = Signature.objects.get(signatory=third)
    for word in ("Article 1.", "Annexe à soi", convention.number, proof.binding, proof.body_hash, proof.annex_hash):
        assert word in shown
    for word in ("Annexe du voisin", "Paul Voisin", second.contact.email, third.contact.email):
        assert word not in shown
    assert "Signatures : 2 sur 3" in shown.replace("\u00a0", " ")


def test_copy_before_signing_says_so(client_as):
    line = last_line()
    visitor, page = by_link(client_as, line)
    shown = words(visitor.get(page + "copy/"))
    assert "n’a pas signé ce texte" in shown and "Preuve" not in shown


def test_recorded_convention_is_told_as_it_is_known(client_as):
    july = datetime.date(2015, 7, 1)
    parties = [RecordedParty(party, july, "month") for party in (nqt(), an_organization("Habitat 17"))]
    facts = {"title": "Reprise", "starts_on": july, "starts_precision": "month"}
    convention = actions.convention_record(actor=MACHINE, parties=parties, **facts)
    visitor, page = in_portal_of(client_as, convention.text.signatories.last())
    for address in (page, page + "copy/"):
        shown = words(visitor.get(address))
        assert "1er juillet" not in shown and "en juillet 2015" in shown.lower()
        assert "projet" not in shown and "Reconduction" not in shown and "Preuve" not in shown


def test_copy_is_closed_where_the_text_is(client_as):
    convention = signed(parties=3)
    _, second, third = convention.text.signatories.all()
    visitor, page = in_portal(client_as, third)
    assert visitor.get(page + "copy/").status_code == 200
    foreign = visitor.get(f"/partner/conventions/{second.public_id}/copy/")
    assert foreign.status_code == 404
    line = last_line()
    guest, old = by_link(client_as, line)
    actions.party_reinvite(actor=MACHINE, target=again(line))
    assert guest.get(old + "copy/").status_code == 410
