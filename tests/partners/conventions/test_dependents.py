"""What conventions hold on organizations and their people: said before archiving, asked again at a new address."""

import pytest
from django.urls import reverse

from nqt.outbox.models import Message
from partners.conventions import actions, links
from partners.conventions.models import Answer, Convention, LinkEnd
from partners.organizations.actions import contact_update
from tests.harness.factories.conventions import MACHINE, a_draft, again, sign, to_sign
from tests.harness.factories.organizations import a_department

pytestmark = pytest.mark.django_db
REQUEST = "partners.conventions.signature_request"


@pytest.fixture
def line():
    """A landlord's line, asked today."""
    return to_sign(title="Rives du Clain").text.signatories.get(position=2)


def page(name, record):
    return reverse(f"pages:staff:{name}", kwargs={"public_id": record.public_id})


def read(client, name, record):
    return client.get(page(name, record)).content.decode()


def correct(line, email):
    return contact_update(actor=MACHINE, target=line.contact, expected_version=None, email=email)


def test_archiving_says_where_the_signature_is_awaited_and_what_still_runs(client_as, line):
    staff = client_as("staff_national")
    draft = a_draft(title="Projet commun")
    actions.party_add(actor=MACHINE, convention=draft, organization=line.organization)
    over = a_draft(title="Vieille histoire")
    actions.party_add(actor=MACHINE, convention=over, organization=line.organization)
    actions.convention_abandon(actor=MACHINE, target=again(over), expected_version=None, reason="Plus d’actualité.")

    person = read(staff, "contacts-archive", line.contact)
    body = read(staff, "organizations-archive", line.organization)

    assert "Sa signature est attendue sur «\u00a0Rives du Clain\u00a0»" in person
    assert "attendue sur «\u00a0Rives du Clain\u00a0»" in body and "partie à «\u00a0Projet commun\u00a0»" in body
    assert "Vieille histoire" not in body + person


def test_archiving_somebody_who_has_signed_warns_of_nothing(client_as, line):
    sign(line)
    assert "attendue" not in read(client_as("staff_national"), "contacts-archive", line.contact)


def test_convention_out_of_the_perimeter_is_counted_without_its_title(client_as, line):
    regional = client_as("staff_regional", department_codes=frozenset({"17"}))
    line.organization.presences.create(department=a_department("17"))
    line.text.departments.add(a_department("59"))
    said = read(regional, "contacts-archive", line.contact)
    assert "1\u00a0convention hors de votre périmètre" in said and "Rives du Clain" not in said


def test_new_address_of_somebody_awaited_gets_a_new_link_and_the_former_one_ends(client_as, line):
    astray, before = links.path_of(line), line.link_round
    contact = correct(line, "la.bonne@example.org")

    asked = again(line)
    assert (asked.link_round, asked.link_ended, asked.answer) == (before + 1, LinkEnd.ADDRESS_CHANGED, Answer.INVITED)
    assert Message.objects.of_kind(REQUEST).filter(to=contact.email).count() == 1
    ended = client_as().get(astray)
    assert ended.status_code == 410 and "n’est plus la bonne" in ended.content.decode()
    assert client_as().get(links.path_of(asked)).status_code == 200


def test_contact_form_says_beforehand_which_links_will_leave(client_as, line):
    staff = client_as("staff_national")
    sentence = "Si elle change, un nouveau lien partira à la nouvelle adresse pour «\u00a0Rives du Clain\u00a0»"
    assert sentence in read(staff, "contacts-edit", line.contact)
    sign(line)
    assert "nouveau lien" not in read(staff, "contacts-edit", line.contact)


@pytest.mark.parametrize("typed", ["{same}", ""], ids=["other capitals", "emptied"])
def test_address_that_is_the_same_or_none_asks_nobody(line, typed):
    before = again(line).link_round
    correct(line, typed.format(same=line.contact.email.upper()))
    assert again(line).link_round == before
    assert Message.objects.of_kind(REQUEST).filter(context__signatory=str(line.public_id)).count() == 1


def test_somebody_who_has_signed_keeps_the_signature(line):
    sign(line)
    correct(line, "autre@example.org")
    assert again(line).answer == Answer.SIGNED
    assert Convention.objects.count() == 1
