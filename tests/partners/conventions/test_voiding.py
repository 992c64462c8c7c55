"""A signature whose words change: said before, done exactly, told to whoever signed, kept in the history."""

import pytest

from nqt.common.errors import Conflict
from nqt.common.text import of
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from partners.conventions import actions, timeline
from partners.conventions.models import Answer, EntryRule
from tests.harness.factories.conventions import MACHINE, a_contact, again, sign, to_sign

pytestmark = pytest.mark.django_db
VOID = "partners.conventions.signature_void"
REQUEST = "partners.conventions.signature_request"


@pytest.fixture
def half_signed():
    """Two of three have signed."""
    convention = to_sign(parties=3)
    for line in list(convention.text.signatories.all())[:2]:
        sign(line)
    return again(convention)


def second(convention):
    return convention.text.signatories.all()[1]


def change_annex(line, **facts):
    return actions.party_update(
        actor=MACHINE, target=line, expected_version=line.version, annex="500 euros par an.", **facts
    )


def back(convention):
    actions.convention_back_to_draft(actor=MACHINE, target=convention, expected_version=None, reason="L’article 3.")
    return again(convention)


def mails(kind, to):
    return [render(message) for message in Message.objects.filter(kind=kind, to=to).order_by("pk")]


def sentences(convention):
    return [(entry.sentence, entry.quote) for entry in timeline.of(convention)]


def test_form_of_a_signed_party_says_whose_signature_goes(client_as, half_signed):
    line = second(half_signed)
    address = f"/staff/conventions/{half_signed.public_id}/parties/{line.public_id}/edit/"
    html = client_as("staff_national").get(address).content.decode()
    assert f"Modifier l’annexe annule 1 signature : {line.organization}." in html
    silent = half_signed.text.signatories.all()[2]
    html = client_as("staff_national").get(address.replace(str(line.public_id), str(silent.public_id))).content.decode()
    assert "annule" not in html
    assert "l’ancien ne vaudra plus" in html


@pytest.mark.django_db(transaction=True)
def test_annex_changed_voids_one_signature_in_the_history(half_signed):
    line = second(half_signed)
    change_annex(line)
    said = dict(sentences(half_signed))
    sentence = f"La signature {of(line.organization)} est annulée : Nadège Ollivier reçoit un nouveau lien pour signer."
    assert said[sentence] == f"L’annexe {of(line.organization)} a changé."


def test_annex_changed_asks_again_in_one_mail_that_says_why(half_signed):
    line = second(half_signed)
    change_annex(line)
    assert not mails(VOID, line.contact.email)
    again_asked = mails(REQUEST, line.contact.email)[-1]
    assert again_asked.subject.startswith("À signer de nouveau")
    assert "cette signature ne vaut plus" in again_asked.text
    assert f"L’annexe {of(line.organization)} a changé." in again_asked.text


def test_annex_and_person_changed_tell_the_one_who_had_signed(half_signed):
    line = second(half_signed)
    other = a_contact(line.organization, first_name="Karim")
    change_annex(line, contact=other)
    assert "ne vaut plus" in mails(VOID, line.contact.email)[0].subject
    assert "ne vaut plus" not in mails(REQUEST, other.email)[0].text


def test_back_to_draft_tells_those_who_signed_and_nobody_else(half_signed):
    signed = list(half_signed.text.signatories.signed())
    back(half_signed)
    assert set(Message.objects.filter(kind=VOID).values_list("to", flat=True)) == {x.contact.email for x in signed}
    mail = mails(VOID, signed[0].contact.email)[0]
    assert "L’article 3." in mail.text
    assert "Si votre signature reste demandée, un nouveau lien vous parviendra" in mail.text


@pytest.mark.django_db(transaction=True)
def test_history_says_whose_signatures_went_back_to_draft(half_signed):
    names = ", ".join(str(line.organization) for line in half_signed.text.signatories.signed())
    back(half_signed)
    assert (f"Le texte repasse en brouillon, 2\u00a0signatures annulées : {names}.", "L’article 3.") in sentences(
        half_signed
    )


def test_abandoning_says_that_nothing_is_to_be_done(half_signed):
    signed = second(half_signed)
    actions.convention_abandon(actor=MACHINE, target=half_signed, expected_version=None, reason="Budget.")
    mail = mails(VOID, signed.contact.email)[0]
    assert "abandonné" in mail.text
    assert "nouveau lien" not in mail.text


def test_annex_of_a_signature_in_force_is_closed_before_it_is_typed(client_as):
    convention = to_sign(parties=3, entry_rule=EntryRule.QUORUM, quorum=2)
    for line in list(convention.text.signatories.all())[:2]:
        sign(line)
    line = second(again(convention))
    address = f"/staff/conventions/{convention.public_id}/parties/{line.public_id}/edit/"
    assert client_as("staff_national").get(address).status_code == 409
    with pytest.raises(Conflict):
        change_annex(line)
    assert again(line).answer == Answer.SIGNED
