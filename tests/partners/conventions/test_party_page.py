"""Staff's page of one party: who signs and how she is reached, what was sent, what she answered, the next act."""

import datetime
import html

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.conventions import actions
from partners.conventions.models import Answer
from tests.harness.factories.conventions import MACHINE, a_contact, a_draft, again, sign, to_sign
from tests.harness.factories.regions import the_west

pytestmark = pytest.mark.django_db
MOST = 20


def at(line, *more):
    return (
        "/".join(["/staff/conventions", str(line.text.convention.public_id), "parties", str(line.public_id), *more])
        + "/"
    )


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.fixture
def staff(client_as):
    return client_as("staff_national")


@pytest.fixture
def line():
    """The partner's, asked and silent."""
    found = to_sign().text.signatories.last()
    found.contact.title, found.contact.phone = "Directrice de la proximité", "+33546000000"
    found.contact.save()
    return again(found)


def test_person_who_signs_is_reached_from_the_page(staff, line):
    page = staff.get(at(line)).content.decode()
    assert f'href="mailto:{line.contact.email}"' in page
    assert 'href="tel:+33546000000"' in page and "05 46 00 00 00" in page
    assert "Directrice de la proximité" in page
    assert f"/staff/organizations/{line.organization.public_id}/" in page
    assert f"/staff/contacts/{line.contact.public_id}/" in page


def test_what_was_sent_and_when_the_next_reminder_leaves_are_told(staff, line):
    said = words(staff.get(at(line)))
    assert f"{line.contact} reçoit un lien pour signer." in said
    due = timezone.localdate() + datetime.timedelta(days=7)
    assert staff.get(f"/api/v1{at(line)}").json()["next_reminder"] == due.isoformat()
    actions.signatory_remind(actor=MACHINE, target=line)
    assert staff.get(f"/api/v1{at(line)}").json()["reminders"] == 1
    assert "Relances</dt> <dd> 1, la dernière le" in words(staff.get(at(line)))


def test_silence_lights_the_reminder_and_an_answer_lights_nothing(staff, line):
    assert f'class="btn btn-lit" href="{at(line, "remind")}"' in staff.get(at(line)).content.decode()
    sign(line)
    page = staff.get(at(line)).content.decode()
    assert "btn-lit" not in page
    assert f"{line.contact} signe pour {line.organization}." in words(staff.get(at(line)))


def test_refusal_is_quoted_and_lights_the_way_back(staff, line):
    actions.convention_refuse(actor=MACHINE, target=line, reason="Pas cette année.")
    page = staff.get(at(line))
    assert "« Pas cette année. »" in words(page)
    assert f'class="btn btn-lit" href="{at(line, "reinvite")}"' in page.content.decode()


def test_party_without_anybody_lights_the_choice_of_a_person(staff):
    line = a_draft().text.signatories.last()
    line.contact = None
    line.save()
    assert f'class="btn btn-lit" href="{at(line, "edit")}"' in staff.get(at(line)).content.decode()


def test_person_who_left_is_told_and_the_next_act_is_another_person(staff, line):
    line.contact.email = ""
    line.contact.save()
    page = staff.get(at(line))
    assert "n’est plus joignable" in words(page)
    assert f'class="btn btn-lit" href="{at(line, "replace")}"' in page.content.decode()


def test_text_back_in_draft_is_told_on_the_page_of_the_party(staff, line):
    convention = line.text.convention
    actions.convention_back_to_draft(actor=MACHINE, target=convention, expected_version=None, reason="Article 4.")
    said = words(staff.get(at(line)))
    assert f"{line.contact} n’a plus de lien : le texte repasse en brouillon." in said
    assert again(line).answer == Answer.LISTED


def test_regional_staff_are_led_to_the_records_of_their_perimeter_alone(client_as):
    line = to_sign(departments=[the_west()["17"]]).text.signatories.last()
    assert client_as("staff_national").get(f"/api/v1{at(line)}").json()["in_sight"] == ["organization", "contact"]
    regional = client_as("staff_regional", department_codes=frozenset({"17"}))
    assert regional.get(f"/api/v1{at(line)}").json()["in_sight"] == []
    page = regional.get(at(line)).content.decode()
    assert str(line.contact) in page and f"/staff/contacts/{line.contact.public_id}/" not in page
    assert f"/staff/organizations/{line.organization.public_id}/" not in page


def test_page_costs_the_same_whatever_was_sent(staff):
    counts = []
    for parties, again_sent in ((3, 0), (12, 4)):
        with time_machine.travel(timezone.now() - datetime.timedelta(days=3)):
            line = to_sign(parties=parties).text.signatories.last()
            other = a_contact(line.organization, "Bruno")
            for number in range(again_sent):
                person = other if number % 2 == 0 else line.contact
                actions.party_replace_person(actor=MACHINE, target=again(line), contact=person)
        staff.get(at(line))
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(at(line)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST
