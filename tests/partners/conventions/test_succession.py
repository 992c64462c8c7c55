"""A body that another has followed signs nothing any more: said wherever one asks, and its successor is offered."""

import datetime
import html

import pytest
from django.utils import timezone

from nqt.common.dates import Known
from nqt.common.errors import Invalid
from nqt.outbox.models import Message
from partners.conventions import actions
from partners.conventions.models import Convention
from partners.conventions.reminders import unsigned
from partners.organizations.models import Membership, Succession
from partners.organizations.succession import followed_by_others
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, nqt, sign, to_sign
from tests.harness.factories.regions import a_colleague
from tests.harness.mornings import day_of

pytestmark = pytest.mark.django_db
REMINDER = "partners.conventions.signature_reminder"


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def page(convention, *more):
    return "/".join([f"/staff/conventions/{convention.public_id}", *more]) + "/"


def at(line, *more):
    return page(line.text.convention, "parties", str(line.public_id), *more)


def last_line(convention):
    return convention.text.signatories.last()


def follow(organization, name="Logis du Ponant", *, kind="takeover", on=datetime.date(2026, 1, 1)):
    successor = an_organization(name)
    Succession.objects.create(predecessor=organization, successor=successor, kind=kind, on=on)
    return successor


# who has followed whom -----------------------------------------------------------------------------------------------
def test_line_is_followed_to_its_end_and_not_before_its_day():
    first = an_organization("Un")
    second = follow(first, "Deux")
    third = follow(second, "Trois", kind="rename", on=datetime.date(2026, 6, 1))
    fact = followed_by_others(first, datetime.date(2026, 7, 1))
    assert (fact.successors, fact.is_gone) == ((third,), True)
    assert fact.sentence == "Depuis le 1er janvier 2026, Trois a pris la suite d’Un (absorption)."
    assert followed_by_others(first, datetime.date(2026, 5, 31)).successors == (second,)
    assert followed_by_others(first, datetime.date(2025, 12, 31)) is None


def test_split_is_told_and_forbids_nothing():
    whole = an_organization("Entier")
    parts = (follow(whole, "Nord", kind="split"), follow(whole, "Sud", kind="split"))
    fact = followed_by_others(whole, timezone.localdate())
    assert (fact.successors, fact.is_gone, fact.names) == (parts, False, "Nord et Sud")
    actions.party_add(actor=MACHINE, convention=a_draft(), organization=whole)


# picking a party -----------------------------------------------------------------------------------------------------
def test_party_with_a_successor_is_not_added_and_the_successor_is_proposed(client_as):
    convention, old = a_draft(), an_organization("Ancien Toit")
    new = follow(old)
    staff = client_as("staff_national")
    typed = {"organization": "", "organization__text": "Ancien Toit", "annex": "", "version": convention.version}
    refused = staff.post(page(convention, "parties", "new"), typed)
    assert refused.status_code == 400
    shown = words(refused)
    assert "a pris la suite d’Ancien Toit (absorption). Choisissez Logis du Ponant." in shown
    assert f'type="radio" name="organization" value="{new.public_id}"' in shown
    with pytest.raises(Invalid):
        actions.party_add(actor=MACHINE, convention=convention, organization=old)
    assert not convention.text.signatories.filter(organization=old).exists()


def test_new_convention_takes_the_successors_of_members(client_as):
    nqt()
    body, old, stays = an_organization("AR", kind="regional_association"), an_organization(), an_organization()
    for member in (old, stays):
        Membership.objects.create(body=body, member=member, valid_from=datetime.date(2015, 1, 1))
    new = follow(old)
    convention = actions.convention_create(actor=MACHINE, title="Avec membres", partner=body, with_members=True)
    assert {line.organization for line in convention.text.signatories.all()} == {nqt(), body, new, stays}
    with pytest.raises(Invalid) as refusal:
        actions.convention_create(actor=MACHINE, title="Avec l’ancien", partner=old)
    assert "partner" in refusal.value.fields and not Convention.objects.filter(text__title="Avec l’ancien").exists()


def test_recorded_convention_keeps_the_body_that_signed_in_its_time():
    nqt()
    old = an_organization("Ancien Toit")
    follow(old)
    facts = {"actor": MACHINE, "parties": [old], "source": "Original.", "kind": "bilateral"}
    with pytest.raises(Invalid) as refusal:
        actions.signed_convention_record(title="Après", signed_on=Known(datetime.date(2026, 3, 1)), **facts)
    assert "Choisissez Logis du Ponant" in refusal.value.fields["parties"]
    actions.signed_convention_record(title="Avant", signed_on=Known(datetime.date(2015, 3, 1)), **facts)
    actions.signed_convention_record(title="Alors", signed_on=Known(datetime.date(2026, 1, 1), "year"), **facts)
    assert set(Convention.objects.values_list("text__title", flat=True)) == {"Avant", "Alors"}


# asking --------------------------------------------------------------------------------------------------------------
def test_freezing_is_refused_until_the_successor_has_the_place(client_as):
    convention = a_draft(parties=3)
    line = last_line(convention)
    actions.party_update(actor=MACHINE, target=line, expected_version=None, annex="Dix parrains.")
    new = follow(line.organization)
    staff = client_as("staff_national")
    assert "Remplacer cette partie" in words(staff.get(page(convention)))
    asked = words(staff.get(page(convention, "freeze")))
    assert "À corriger d’abord" in asked and f"Ouvrez la partie {line.organization} et remplacez-la." in asked
    with pytest.raises(Invalid, match="a pris la suite"):
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    assert new.name in words(staff.get(at(line, "succeed")))
    done = staff.post(at(line, "succeed"), {"successor": str(new.public_id), "version": again(line).version})
    assert done.status_code == 303
    place = last_line(again(convention))
    assert (place.organization, place.annex, place.position) == (new, "Dix parrains.", line.position)
    assert not convention.text.signatories.filter(organization=line.organization).exists()


def test_stranger_takes_nobodys_place():
    line = last_line(a_draft())
    follow(line.organization)
    with pytest.raises(Invalid):
        actions.party_succeed(actor=MACHINE, target=line, successor=an_organization())
    assert again(line).is_party


def test_asked_already_it_is_reminded_by_no_rule_and_staff_are_told(client_as):
    convention = to_sign(parties=3)
    sign(convention.text.signatories.first())
    other, line = list(convention.text.signatories.all())[1:]
    asked = timezone.now() - datetime.timedelta(days=8)
    convention.text.signatories.update(invited_at=asked)
    assert {reminder.to for reminder in unsigned(timezone.now())} == {other.contact.email, line.contact.email}
    follow(line.organization)
    assert {reminder.to for reminder in unsigned(timezone.now())} == {other.contact.email}
    staff = client_as("staff_national")
    shown = words(staff.get(page(convention, "remind")))
    assert "Un courriel partira" in shown and "Ne sont pas relancés" in shown
    staff.post(page(convention, "remind"), {"version": again(convention).version})
    assert {message.to for message in Message.objects.filter(kind=REMINDER)} == {other.contact.email}
    for act in ("remind", "reinvite", "replace"):
        assert "a pris la suite" in words(staff.get(at(line, act)))
    assert "ou avec qui lui succède" in words(staff.get(at(line)))


def test_today_asks_to_replace_it_and_no_longer_to_remind_it():
    colleague = a_colleague(is_national=True)
    convention = to_sign(parties=2, owner=colleague.user)
    convention.text.sign_by = timezone.localdate() - datetime.timedelta(days=1)
    convention.text.save()
    line = last_line(convention)
    before = [item.title for item in _all(colleague)]
    assert any("Relancer" in title and str(line.organization) in title for title in before)
    follow(line.organization)
    titles = [item.title for item in _all(colleague)]
    assert f"Remplacer {line.organization} par Logis du Ponant" in titles
    assert not any("Relancer" in title and str(line.organization) in title for title in titles)


def _all(colleague):
    day = day_of(colleague, timezone.localdate())
    return [item for item in (day.next_act, *day.late, *day.todo) if item]


def test_inviting_into_its_portal_says_who_has_followed(client_as):
    contact = an_organization("Ancien Toit").contacts.get()
    staff = client_as("staff_national")
    address = f"/staff/contacts/{contact.public_id}/invite/"
    assert "Invitez plutôt" not in words(staff.get(address))
    follow(contact.organization)
    assert "Invitez plutôt chez Logis du Ponant." in words(staff.get(address))
