"""NQT's own person finds on today's page and on the convention's what waits for them, and signs there."""

import datetime

import pytest
from django.utils import timezone

from partners.conventions import actions
from partners.conventions.models import Answer
from partners.conventions.rules import REFUSAL_ANSWERED_WITHIN
from tests.harness.factories.conventions import MACHINE, a_draft, again, nqt, sign, to_sign
from tests.harness.factories.regions import a_colleague
from tests.harness.mornings import day_of

pytestmark = pytest.mark.django_db
API = "/api/v1/staff/"


@pytest.fixture
def staff(client_as):
    """A member of the national staff who signs for NQT: the contact has their address, and no portal account."""
    visitor = client_as("staff_national")
    person = nqt().contacts.get()
    person.email = visitor.user.email.upper()
    person.save()
    return visitor


@pytest.fixture
def line(staff):
    """NQT's line, asked today."""
    return to_sign(title="Trois bailleurs", parties=3).text.signatories.get(organization=nqt())


def page(line, *more):
    return "/".join([f"/staff/signing/{line.public_id}", *more]) + "/"


def test_own_signature_comes_first_and_is_awaited_from_nobody(staff, line):
    day = staff.get(f"{API}today/").json()
    assert day["next_act"]["title"] == "Signer « Trois bailleurs » pour NQT"
    assert day["next_act"]["url"] == page(line)
    assert "NQT" not in {awaited["who"] for awaited in day["awaited"]}
    assert len(day["awaited"]) == 2


def test_own_signature_is_asked_on_the_page_of_the_convention(staff, client_as, line):
    convention = f"/staff/conventions/{line.text.convention.public_id}/"
    assert page(line) in staff.get(convention).content.decode()
    assert page(line) not in client_as("staff_national").get(convention).content.decode()


def test_own_signature_does_not_hide_the_refusal_of_another(staff, line):
    theirs = line.text.signatories.exclude(pk=line.pk).first()
    actions.convention_refuse(actor=MACHINE, target=theirs, reason="Budget déjà voté.")
    shown = staff.get(f"/staff/conventions/{line.text.convention.public_id}/").content.decode()
    assert page(line) in shown
    assert f"Répondre au refus de {theirs.organization}" in shown
    assert shown.count("btn-lit") == 1


def test_own_late_signature_is_not_a_colleague_to_remind():
    colleague = a_colleague()
    nqt().contacts.update(email=colleague.user.email)
    convention = a_draft()
    actions.convention_freeze(
        actor=MACHINE, target=convention, expected_version=convention.version, sign_by=timezone.localdate()
    )
    day = day_of(colleague, timezone.localdate() + datetime.timedelta(days=2))
    assert day.next_act.title.startswith("Signer")
    assert day.next_act.tone == "bad"
    assert day.late_count == 1


def test_staff_signs_with_the_code_mailed_at_that_moment(staff, line):
    assert "Recevoir mon code" in staff.get(page(line)).content.decode()
    assert staff.post(page(line, "request-code"), {}).status_code == 303
    code = line.codes.get()
    assert code.sent_to == staff.user.email.upper()
    typed = {"consent": "true", "name": "Camille Essai", "power": "Présidente", "code": code.digits}
    signed = staff.post(page(line, "sign"), typed)
    assert (signed.status_code, signed["Location"]) == (303, page(line))
    assert again(line).answer == Answer.SIGNED
    assert "Vous avez signé" in staff.get(page(line)).content.decode()
    assert staff.get(f"{API}today/").json()["next_act"] is None


def test_nobody_signs_for_a_colleague_or_a_partner(staff, client_as, line):
    other = line.text.signatories.exclude(pk=line.pk).first()
    assert client_as("staff_national").get(page(line)).status_code == 404
    assert staff.get(page(other)).status_code == 404
    assert staff.post(page(other, "request-code"), {}).status_code == 404
    assert not other.codes.exists()


def test_address_of_a_landlords_contact_makes_no_colleague_its_signatory(staff, line):
    other = line.text.signatories.exclude(pk=line.pk).first()
    other.contact.email = staff.user.email
    other.contact.save()
    assert staff.get(page(other)).status_code == 404


def test_refusal_waits_first_and_is_late_after_a_week():
    convention = to_sign()
    theirs = convention.text.signatories.exclude(organization=nqt()).get()
    sign(convention.text.signatories.get(organization=nqt()))
    actions.convention_refuse(actor=MACHINE, target=again(theirs), reason="Budget déjà voté.")
    actor = a_colleague()
    today = timezone.localdate()
    day = day_of(actor, today)
    assert (day.late_count, day.todo_count, day.late) == (0, 1, [])
    assert day.next_act.title == f"Répondre au refus de {theirs.organization}"
    day = day_of(actor, today + REFUSAL_ANSWERED_WITHIN)
    assert (day.late_count, day.todo_count) == (0, 1)
    day = day_of(actor, today + REFUSAL_ANSWERED_WITHIN + datetime.timedelta(days=1))
    assert (day.late_count, day.todo_count) == (1, 0)
    assert day.next_act.tag == "Sans réponse depuis 8\u00a0jours"
