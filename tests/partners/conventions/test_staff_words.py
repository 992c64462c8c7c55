"""What staff are told before an act and after it, and on the cards: whom, what, and nothing of an earlier round."""

import pytest
from django.utils import timezone

from nqt.outbox.models import Message, State
from partners.conventions import actions
from partners.conventions.models import Answer
from tests.harness.factories.conventions import MACHINE, a_contact, a_draft, again, an_organization, nqt, sign, to_sign
from tests.harness.factories.regions import the_west
from tests.harness.words import said

pytestmark = pytest.mark.django_db
LIST = "/staff/conventions/"


def page(convention, *more):
    return "/".join([f"{LIST}{convention.public_id}", *more]) + "/"


def at(line, *more):
    return page(line.text.convention, "parties", str(line.public_id), *more)


def words(response):
    return said(response)


def landlord(convention):
    return convention.text.signatories.exclude(organization=nqt()).first()


def deliver():
    """The mails that are due have left."""
    Message.objects.filter(state=State.QUEUED).update(state=State.SENT, sent_at=timezone.now())


# whom one may choose -------------------------------------------------------------------------------------------------
def test_replacement_proposes_the_people_of_that_organization_alone(client_as):
    line = landlord(to_sign())
    colleague, stranger = a_contact(line.organization, "Bruno"), an_organization().contacts.get()
    staff = client_as("staff_national")
    asked = words(staff.get(at(line, "replace")))
    assert f"Jusqu’ici, {line.contact} signe pour {line.organization}." in asked
    assert f"{colleague} ({colleague.email})" in asked
    assert stranger.email not in asked and f'value="{line.contact.public_id}"' not in asked
    assert f"/staff/organizations/{line.organization.public_id}/contacts/new/" in asked
    foreign = staff.post(at(line, "replace"), {"contact": str(stranger.public_id), "version": line.version})
    assert (foreign.status_code, "pas un contact" in words(foreign)) == (400, True)
    done = staff.post(at(line, "replace"), {"contact": str(colleague.public_id), "version": line.version})
    assert done.status_code == 303
    assert again(line).contact == colleague


def test_form_of_a_party_proposes_the_people_of_that_organization_alone(client_as):
    line = landlord(a_draft())
    stranger = an_organization().contacts.get()
    asked = words(client_as("staff_national").get(at(line, "edit")))
    assert line.contact.email in asked
    assert stranger.email not in asked


# what belongs to this person and this round --------------------------------------------------------------------------
def test_card_of_a_new_person_has_no_reminder_of_the_former(client_as):
    line = landlord(to_sign())
    staff = client_as("staff_national")
    actions.signatory_remind(actor=MACHINE, target=line)
    deliver()
    assert "1 relance," in words(staff.get(page(line.text.convention)))
    actions.party_replace_person(actor=MACHINE, target=again(line), contact=a_contact(line.organization, "Bruno"))
    assert "1 relance," not in words(staff.get(page(line.text.convention)))


def test_cards_of_a_draft_have_neither_dates_nor_reminders_of_its_former_round(client_as):
    line = landlord(to_sign())
    actions.signatory_remind(actor=MACHINE, target=line)
    deliver()
    convention = again(line.text.convention)
    actions.convention_back_to_draft(actor=MACHINE, target=convention, expected_version=None, reason="Article 4.")
    body = client_as("staff_national").get(f"/api/v1{page(convention)}").json()
    assert {(party["invited_at"], party["viewed_at"], party["reminders"]) for party in body["parties"]} == {
        (None, None, None)
    }


# before an act -------------------------------------------------------------------------------------------------------
def test_freezing_says_who_is_written_to_the_missing_annexes_the_rule_and_the_dates(client_as):
    convention = a_draft(parties=3, notice_months=3)
    first, second = convention.text.signatories.exclude(organization=nqt())
    actions.party_update(actor=MACHINE, target=first, expected_version=None, annex="Dix parrains.")
    actions.party_update(actor=MACHINE, target=second, expected_version=None, contact=None)
    asked = words(client_as("staff_national").get(page(convention, "freeze")))
    assert f"– {first.organization} : {first.contact}, {first.contact.email}" in asked
    assert f"– {second.organization} : personne à choisir" in asked
    assert f"Sans annexe : {second.organization}." in asked
    assert "Sans reconduction tacite." in asked
    assert "Entrée en vigueur : quand tous ont signé" in asked
    assert "Préavis : 3 mois" in asked and f"Durée : du {convention.text.starts_on.day}" in asked


def test_reminding_everybody_asks_first_and_is_signed_in_the_history(client_as):
    convention = to_sign(parties=3)
    sign(convention.text.signatories.get(organization=nqt()))
    lines = convention.text.signatories.exclude(organization=nqt())
    staff = client_as("staff_national")
    shown = words(staff.get(page(convention)))
    assert f'<a class="btn btn-sm btn-plain" href="{page(convention, "remind")}" data-dialog>' in shown
    asked = words(staff.get(page(convention, "remind")))
    assert "2 courriels partiront :" in asked
    assert all(f"– {line.organization} : {line.contact}, {line.contact.email}" in asked for line in lines)
    assert not Message.objects.of_kind("partners.conventions.signature_reminder").exists()
    sent = staff.post(page(convention, "remind"), {"version": again(convention).version})
    assert sent.status_code == 303
    deliver()
    history = words(staff.get(page(convention)))
    assert history.count(f"Par {staff.user}.") == 2
    assert "Les relances sont parties." in history


def test_second_reminder_of_the_day_leads_back_to_the_convention(client_as):
    convention = to_sign()
    actions.convention_remind(actor=MACHINE, target=convention, expected_version=None)
    staff = client_as("staff_national")
    assert page(convention, "remind") not in words(staff.get(page(convention)))
    assert "de nouveau possible le" in words(staff.get(page(convention)))
    refused = staff.post(page(convention, "remind"), {"version": again(convention).version})
    assert refused.status_code == 409
    assert "Personne à relancer" in words(refused)
    assert f'href="{page(convention)}"' in words(refused)


def test_nobody_is_to_remind_once_all_have_answered(client_as):
    convention = to_sign()
    for line in convention.text.signatories.all():
        actions.convention_refuse(actor=MACHINE, target=line, reason="Budget voté.")
    assert page(convention, "remind") not in words(client_as("staff_national").get(page(convention)))


# what may still change -----------------------------------------------------------------------------------------------
def test_form_of_a_frozen_convention_asks_what_may_still_change(client_as):
    convention = to_sign(title="Figée")
    place = the_west()["17"]
    staff = client_as("staff_national")
    asked = words(staff.get(page(convention, "edit")))
    assert 'name="title"' not in asked and 'name="starts_on"' not in asked
    assert "Hors du texte, qui est figé" in asked
    typed = {"parent": "", "departments": [str(place.public_id)], "version": convention.version}
    assert staff.post(page(convention, "edit"), typed).status_code == 303
    assert [department.code for department in again(convention).text.departments.all()] == ["17"]
    api = {"territory_scope": "national"}
    changed = staff.send("patch", f"/api/v1{page(convention)}", api, version=again(convention).version)
    assert (changed.status_code, again(convention).text.title) == (200, "Figée")


def test_form_of_a_signed_party_asks_its_annex_alone(client_as):
    convention = to_sign()
    line = sign(landlord(convention))
    staff = client_as("staff_national")
    asked = words(staff.get(at(line, "edit")))
    assert 'name="annex"' in asked and 'name="contact"' not in asked
    assert staff.post(at(line, "edit"), {"annex": "Douze.", "version": line.version}).status_code == 303
    assert again(line).answer == Answer.INVITED


def test_party_signed_and_in_force_changes_no_more(client_as):
    convention = to_sign(parties=3, entry_rule="quorum", quorum=1)
    line = sign(landlord(convention))
    staff = client_as("staff_national")
    assert at(line, "edit") not in words(staff.get(at(line)))
    refused = staff.get(at(line, "edit"))
    assert refused.status_code == 409
    assert f'href="{at(line)}"' in words(refused)


# the page of a party, and the words ----------------------------------------------------------------------------------
def test_page_of_a_party_hides_what_is_empty_and_leads_to_its_annex(client_as):
    line = landlord(a_draft())
    staff = client_as("staff_national")
    shown = words(staff.get(at(line)))
    assert '<span class="faint">–</span>' not in shown
    assert "Refusée le" not in shown
    assert "Ajouter une annexe" in shown and at(line, "edit") in shown
    actions.party_update(actor=MACHINE, target=line, expected_version=None, annex="Dix parrains.")
    shown = words(staff.get(at(line)))
    assert "Dix parrains." in shown and "Modifier l’annexe" in shown


def test_counts_agree_with_their_noun_and_crumbs_name_the_convention(client_as):
    convention = to_sign(title="Deux rives")
    staff = client_as("staff_national")
    shown = words(staff.get(page(convention)))
    assert "Deux parties, aucune signature recueillie<" in shown
    sign(landlord(convention))
    assert "une signature recueillie<" in words(staff.get(page(convention)))
    draft = a_draft(title="Sans article")
    draft.text.articles.all().delete()
    shown = words(staff.get(page(draft)))
    assert "0 article<" in shown
    assert '<li aria-current="page">Sans article</li>' in shown


def test_parties_left_aside_are_counted_apart(client_as):
    convention = to_sign(parties=3, entry_rule="each")
    for line in (convention.text.signatories.get(organization=nqt()), landlord(convention)):
        sign(line)
    actions.convention_close_round(actor=MACHINE, target=again(convention), expected_version=None, reason="Assez.")
    shown = words(client_as("staff_national").get(page(convention)))
    assert "Deux parties, deux signatures recueillies, une laissée de côté<" in shown


def test_a_cancelled_notice_leaves_no_reason_among_the_facts(client_as):
    convention = to_sign(notice_months=3)
    for line in convention.text.signatories.all():
        sign(line)
    today = timezone.localdate()
    told = {"actor": MACHINE, "target": again(convention), "expected_version": None}
    actions.notice_give(**told, on=today, reason="Réorganisation.")
    staff = client_as("staff_national")
    assert "<dt>Motif du préavis</dt><dd>Réorganisation.</dd>" in words(staff.get(page(convention)))
    actions.notice_cancel(**told, reason="On continue.")
    assert "<dt>Motif du préavis</dt>" not in words(staff.get(page(convention)))


def test_an_act_is_told_in_a_sentence(client_as):
    convention = a_draft()
    staff = client_as("staff_national")
    staff.post(page(convention, "freeze"), {"version": convention.version, "sign_by": ""})
    assert "Le texte est figé : un lien pour signer part à chacun." in words(staff.get(page(convention)))


# search --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["Élodie", "elodie", "ÉLODIE ollivier", "ollivier bailleur"])
def test_list_is_searched_by_the_name_of_a_signatory(client_as, django_assert_max_num_queries, text):
    convention = a_draft(title="Au bord de l’eau")
    line = landlord(convention)
    line.contact = a_contact(line.organization, "Élodie")
    line.save()
    a_draft(title="Une autre")
    others = a_draft()
    others.text.signatories.update(contact=None)
    staff = client_as("staff_national")
    staff.get(LIST)
    with django_assert_max_num_queries(12):
        found = staff.get(f"/api/v1{LIST}", {"search": text}).json()["results"]
    titles = [row["title"] for row in found]
    assert "Au bord de l’eau" in titles
    assert ("Une autre" in titles) == (text == "ollivier bailleur")
    assert others.text.title not in titles
