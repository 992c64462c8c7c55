"""Whoever left, moved or was mistyped signs for nobody; staff see it and find somebody else."""

import datetime

import pytest
from django.utils import timezone

from nqt.common.errors import Conflict, Expired, Invalid
from nqt.outbox.models import Message
from partners.conventions import actions, links
from partners.conventions.models import Answer
from partners.conventions.reminders import unsigned
from partners.organizations.actions import contact_archive, organization_archive
from tests.harness.factories.conventions import MACHINE, a_contact, a_draft, again, an_organization, sign, to_sign
from tests.harness.factories.regions import a_colleague
from tests.harness.mornings import day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """A landlord's line, asked today."""
    return to_sign().text.signatories.get(position=2)


def leave(line):
    """The person asked is archived."""
    person = line.contact
    contact_archive(actor=MACHINE, target=person, reason="Partie.", expected_version=person.version)
    return again(line)


def test_link_of_somebody_who_left_opens_nothing(client_as, line):
    url = links.path_of(line)
    leave(line)
    answer = client_as().get(url)
    assert answer.status_code == 410
    assert "a quitté son organisme" in answer.content.decode()


def test_code_asked_before_leaving_signs_nothing_after(line):
    code = actions.signing_code_request(actor=MACHINE, target=line)
    leave(line)
    with pytest.raises(Expired):
        actions.convention_sign(actor=MACHINE, target=again(line), code=code.digits, name="N", power="DG", consent=True)
    assert again(line).answer == Answer.VIEWED


def test_rule_does_not_write_to_somebody_who_left(line):
    later = timezone.now() + datetime.timedelta(days=7, hours=1)
    assert line.contact.email in {reminder.to for reminder in unsigned(later)}
    leave(line)
    assert line.contact.email not in {reminder.to for reminder in unsigned(later)}


def test_reminder_to_all_skips_whoever_cannot_be_reached(line):
    leave(line)
    convention = again(line.text.convention)
    actions.convention_remind(actor=MACHINE, target=convention, expected_version=convention.version)
    written = Message.objects.of_kind("partners.conventions.signature_reminder").values_list("to", flat=True)
    assert len(written) == 1 and line.contact.email not in written


def test_reminder_to_somebody_who_left_says_what_to_do(line):
    leave(line)
    with pytest.raises(Conflict, match="changez de signataire"):
        actions.signatory_remind(actor=MACHINE, target=again(line))


def test_today_asks_to_find_another_signatory(line):
    staff = a_colleague()
    before = day_of(staff, timezone.localdate())
    leave(line)
    day = day_of(staff, timezone.localdate())
    assert day.late_count == before.late_count + 1
    titles = [item.title for item in [day.next_act, *day.late] if item]
    assert f"Trouver qui signe pour {line.organization}" in titles


def test_text_is_not_frozen_for_somebody_who_left_or_an_archived_organization():
    convention = a_draft(parties=3)
    leave(convention.text.signatories.get(position=2))
    closed = convention.text.signatories.get(position=3).organization
    organization_archive(actor=MACHINE, target=closed, reason="Fusion.", expected_version=closed.version)
    with pytest.raises(Invalid) as refused:
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    assert "sont archivés" in refused.value.message and "personne qui signe" in refused.value.message


def test_archived_organization_is_not_added():
    closed = an_organization()
    organization_archive(actor=MACHINE, target=closed, reason="Fusion.", expected_version=closed.version)
    with pytest.raises(Invalid):
        actions.party_add(actor=MACHINE, convention=a_draft(), organization=again(closed))


def test_correcting_a_mistyped_address_ends_the_link_that_went_astray(client_as, line):
    astray = links.path_of(line)
    line.contact.email = "la.bonne@example.org"
    line.contact.save()
    answer = client_as().get(astray)
    assert answer.status_code == 410
    assert "n’est plus la bonne" in answer.content.decode()
    actions.party_reinvite(actor=MACHINE, target=again(line))
    assert client_as().get(links.path_of(again(line))).status_code == 200


def test_code_sent_to_a_corrected_address_is_dead(line):
    code = actions.signing_code_request(actor=MACHINE, target=line)
    line.contact.email = "la.bonne@example.org"
    line.contact.save()
    with pytest.raises(Invalid):
        actions.convention_sign(actor=MACHINE, target=again(line), code=code.digits, name="N", power="DG", consent=True)


def test_another_person_can_be_asked_in_place_of_one_who_left(line):
    leave(line)
    person = a_contact(line.organization, "Bruno")
    actions.party_replace_person(actor=MACHINE, target=again(line), contact=person)
    assert sign(line).contact == person
