"""The partner portal, by HTTP: my organization, my colleagues, my members; and the invitation, from mail to portal."""

import datetime
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nqt.outbox.delivery import deliver
from nqt.outbox.models import Message
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRoleKind, Membership
from regions.coverage.actions import coverage_open
from tests.harness.by_hand import pause_is_over
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_department,
    a_member,
    a_portal_user,
    a_union,
    an_association,
    an_organization,
    national,
    partner,
)
from tests.harness.words import said

pytestmark = pytest.mark.django_db
HR, LEAD = ContactRoleKind.HR, ContactRoleKind.LEAD


def page(name, *args):
    return reverse(f"pages:partner:{name}", args=args)


def api(name, *args):
    return reverse(f"api:partner:{name}", args=args)


def text(response):
    return said(response)


@pytest.fixture
def landlord():
    return an_organization("Habitat 17", departments=("17",), siren="120027016", note="CANARI-NOTE")


@pytest.fixture
def boss(client_as, landlord):
    return client_as(user=a_portal_user(landlord))


@pytest.fixture
def colleague(client_as, landlord, boss):
    return client_as(user=a_portal_user(landlord, HR))


# my organization -----------------------------------------------------------------------------------------------------
def test_own_organization_is_read_without_the_staff_note(boss, landlord):
    a_member(landlord, an_association("AR Poitou"), "2010-01-01")
    shown = text(boss.get(page("organization-list")))
    assert "Habitat 17" in shown and "120 027 016" in shown and "AR Poitou" in shown
    answer = boss.get(api("organization-list")).json()
    assert answer["name"] == "Habitat 17" and "note" not in answer
    assert "CANARI" not in shown + str(answer)


def test_own_organization_tells_who_works_there_and_leads_to_what_one_may_change(boss, colleague, landlord):
    seen = boss.get(page("organization-list")).content.decode()
    for person in landlord.contacts.all():
        assert str(person) in seen
    ways = (page("colleagues-new"), page("organization-record-edit", landlord.public_id))
    assert all(f'href="{way}"' in seen for way in ways)
    read = colleague.get(page("organization-list")).content.decode()
    assert not any(f'href="{way}"' in read for way in ways)
    assert "Une erreur ?" in text(colleague.get(page("organization-list")))


def test_own_organization_costs_the_same_for_many_colleagues(boss, landlord):
    counts = []
    for number in (1, 6):
        for _ in range(number):
            a_contact(landlord, HR)
        boss.get(page("organization-list"))
        with CaptureQueriesContext(connection) as captured:
            boss.get(page("organization-list"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_administrator_corrects_the_address_and_the_site_and_nothing_else(boss, landlord):
    url = page("organization-record-edit", landlord.public_id)
    form = {"address": "1  quai du Port", "website": "https://habitat17.example", "version": str(landlord.version)}
    answer = boss.post(url, form)
    assert (answer.status_code, answer["Location"]) == (303, page("organization-list"))
    landlord.refresh_from_db()
    assert (landlord.address, landlord.website) == ("1 quai du Port", "https://habitat17.example")
    assert "1 quai du Port" in text(boss.get(page("organization-list")))
    assert boss.post(url, form).status_code == 409  # read before
    refused = boss.post(url, {**form, "version": str(landlord.version), "name": "Autre"})
    assert refused.status_code == 400
    landlord.refresh_from_db()
    assert landlord.name == "Habitat 17"


def test_correction_is_the_administrators_alone_and_of_their_own_organization(boss, colleague, landlord):
    form = {"address": "Ailleurs", "website": "", "version": str(landlord.version)}
    assert colleague.post(page("organization-record-edit", landlord.public_id), form).status_code == 403
    stranger = an_organization("Autre")
    assert boss.post(page("organization-record-edit", stranger.public_id), form).status_code == 404
    for organization in (landlord, stranger):
        organization.refresh_from_db()
        assert organization.address == ""


# where NQT works -----------------------------------------------------------------------------------------------------
def test_partner_reads_first_where_it_is_covered_and_where_not_yet(client_as):
    covered, not_yet = a_department("17"), a_department("35", "Ille-et-Vilaine")
    organization = an_organization("Habitat", departments=("17", "35"))
    coverage_open(actor=MACHINE, valid_from=datetime.date(2014, 1, 1), department=covered)
    seen = text(client_as(user=a_portal_user(organization)).get(page("coverage-list")))
    here = re.sub("<[^>]+>| +", " ", seen[seen.index("Dans vos départements") : seen.index("Dans toute la France")])
    assert re.search(rf"{re.escape(str(covered))} +Ouvert +depuis le 1er janvier 2014", here)
    assert re.search(rf"{re.escape(str(not_yet))} +Pas encore", here)


def test_partner_whose_places_are_unknown_is_told_whom_to_tell(client_as):
    seen = text(client_as(user=a_portal_user(an_organization("Habitat"))).get(page("coverage-list")))
    assert "Nous n’avons pas noté où vous êtes présents." in seen


def test_staff_addresses_are_unknown_to_partners(boss, landlord):
    for name, args in (("organizations-list", []), ("organizations-detail", [landlord.public_id])):
        assert boss.get(reverse(f"api:staff:{name}", args=args)).status_code == 404


# colleagues ----------------------------------------------------------------------------------------------------------
def test_colleagues_are_those_of_my_organization_without_staff_notes(boss, landlord):
    a_contact(landlord, HR, first_name="Omar", last_name="Diallo", note="CANARI-NOTE")
    a_contact(an_organization("Autre"), HR, last_name="Étrangère")
    gone = a_contact(landlord, last_name="Partie")
    actions.contact_archive(actor=national(), target=gone, expected_version=None)
    shown = text(boss.get(page("colleagues-list")))
    assert "Omar Diallo" in shown
    assert not re.search("Étrangère|Partie|CANARI", shown)


def test_administrator_invites_a_colleague_from_the_form(boss, landlord):
    form = {"first_name": "Omar", "last_name": "Diallo", "email": "omar@example.org", "title": "DRH"}
    assert boss.post(page("colleagues-new"), form).status_code == 303
    invited = Contact.objects.get(email="omar@example.org")
    assert invited.organization == landlord
    assert "Invitation envoyée" in text(boss.get(page("colleagues-detail", invited.public_id)))


@pytest.mark.parametrize(
    "change", [{"email": "a@[127.0.0.1]"}, {"email": "a@x.fr\nBcc: b@x.fr"}, {"last_name": ""}, {"organization": "x"}]
)
def test_bad_invitation_is_refused_and_writes_nothing(boss, change):
    form = {"first_name": "Omar", "last_name": "Diallo", "email": "omar@example.org", "title": "", **change}
    assert boss.post(page("colleagues-new"), form).status_code == 400
    assert (Contact.objects.count(), Message.objects.count()) == (1, 0)


def test_who_does_not_administer_reads_colleagues_and_changes_none(colleague, landlord):
    target = a_contact(landlord, HR)
    before = Contact.objects.count()
    assert colleague.get(page("colleagues-list")).status_code == 200
    assert colleague.get(api("colleagues-detail", target.public_id)).json()["actions"] == []
    form = {"first_name": "A", "last_name": "B", "email": "ab@example.org", "title": ""}
    assert colleague.get(page("colleagues-new")).status_code == 403
    assert colleague.post(page("colleagues-new"), form).status_code == 403
    for act in ("remind", "remove", "entrust", "relieve"):
        url = page(f"colleagues-{act}", target.public_id)
        assert colleague.get(url).status_code == 403
        assert colleague.post(url, {"version": "1"}).status_code == 403
    assert Contact.objects.active().count() == before and not Message.objects.exists()


def test_person_of_another_organization_is_unknown(boss):
    stranger = a_contact(an_organization("Autre"), HR)
    assert boss.get(api("colleagues-detail", stranger.public_id)).status_code == 404
    removed = boss.send("post", api("colleagues-remove", stranger.public_id), {}, version=1)
    assert removed.status_code == 404
    assert not Contact.objects.get(pk=stranger.pk).is_archived


def test_administrator_removes_a_colleague_whose_next_request_finds_nothing(boss, colleague):
    target = Contact.objects.get(user=colleague.user)
    removed = boss.post(page("colleagues-remove", target.public_id), {"version": "1", "reason": ""})
    assert removed.status_code == 303, text(removed)
    assert colleague.get(page("colleagues-list")).status_code == 404


def test_administrator_is_offered_no_way_to_remove_itself(boss):
    own = Contact.objects.get(user=boss.user)
    assert boss.get(api("colleagues-detail", own.public_id)).json()["actions"] == []
    assert boss.send("post", api("colleagues-remove", own.public_id), {}, version=1).status_code == 409
    assert not Contact.objects.get().is_archived


def test_administration_is_entrusted_then_taken_back(boss, colleague):
    target = Contact.objects.get(user=colleague.user)
    assert boss.send("post", api("colleagues-entrust", target.public_id), {}, version=1).status_code == 200
    assert colleague.get(page("colleagues-new")).status_code == 200
    assert boss.send("post", api("colleagues-relieve", target.public_id), {}, version=1).status_code == 200
    assert colleague.get(page("colleagues-new")).status_code == 403


# members -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def association():
    return an_association("AROSH Poitou-Charentes", departments=("86",))


def test_association_reads_its_members_with_dates_state_and_one_person(client_as, association, landlord):
    a_member(landlord, association, "2010-01-01")
    a_member(an_organization("Habitat Parti"), association, "2008-01-01", "2014-01-01")
    a_member(association, a_union("USH"), "2000-01-01")
    a_contact(landlord, LEAD, first_name="Nadège", last_name="Ollivier", email="nadege@example.org")
    a_contact(landlord, HR, last_name="Discrète")
    visitor = client_as(user=a_portal_user(association))
    rows = visitor.get(api("members-list")).json()["results"]
    assert [(row["member"], row["state"], row["lead"]) for row in rows] == [
        ("Habitat 17", "current", "Nadège Ollivier, nadege@example.org"),
        ("Habitat Parti", "ended", ""),
    ]
    assert "Discrète" not in text(visitor.get(page("members-list")))
    then = visitor.get(api("members-list"), {"au": "2013-01-01", "state": "current"}).json()
    assert then["count"] == 2


def test_union_reads_the_members_of_its_federations(client_as, landlord):
    union, federation = a_union("USH"), an_organization("Fédération des OPH", kind="federation")
    a_member(federation, union, "2000-01-01")
    a_member(landlord, federation, "2005-01-01")
    a_member(an_organization("Ailleurs"), an_association("AR sans lien"))
    rows = client_as(user=a_portal_user(union)).get(api("members-list")).json()["results"]
    assert [(row["member"], row["body"]) for row in rows] == [
        ("Fédération des OPH", "USH"),
        ("Habitat 17", "Fédération des OPH"),
    ]


def test_landlord_has_no_members_page(boss):
    assert boss.get(page("members-list")).status_code == 403
    assert "Nos membres" not in re.findall(r"<span>(.*?)</span>", text(boss.get(page("colleagues-list"))))


def test_person_of_a_former_member_is_no_longer_read(association, landlord):
    tie = a_member(landlord, association, "2010-01-01")
    a_contact(landlord, LEAD)
    user = a_portal_user(association)
    assert Contact.objects.visible_to(partner(user)).count() == 2
    actions.membership_end(
        actor=MACHINE, target=tie, expected_version=None, valid_until=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert Contact.objects.visible_to(partner(user)).count() == 1


@pytest.mark.parametrize("listed", ["members-list", "colleagues-list"])
def test_portal_lists_cost_the_same_statements_for_ten_and_a_thousand_rows(client_as, association, listed):
    visitor = client_as(user=a_portal_user(association))
    costs = []
    for number in (10, 1000):
        made = type(association).objects.bulk_create(
            type(association)(kind="landlord", name=f"Bailleur {number} {n}") for n in range(number)
        )
        Membership.objects.bulk_create(Membership(member=o, body=association) for o in made)
        Contact.objects.bulk_create(
            Contact(organization=association, first_name="A", last_name="B", email=f"{number}-{n}@example.org")
            for n in range(number)
        )
        visitor.get(page(listed))
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(page(listed)).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 12


# from mail to portal -------------------------------------------------------------------------------------------------
def test_invited_person_goes_from_the_mail_to_the_portal(client_as, landlord):
    contact = a_contact(landlord, ContactRoleKind.SIGNATORY, first_name="Nadège", email="nadege@example.org")
    actions.contact_invite(actor=national(), target=contact)
    deliver(Message.objects.get().pk)
    (sent,) = mail.outbox
    assert sent.to == ["nadege@example.org"] and "Habitat 17" in sent.subject
    link = re.search(r"http\S+/invitation/\S+", sent.body).group()
    assert link in sent.alternatives[0].content

    guest = client_as()
    path = "/" + link.split("/", 3)[3]
    assert "Habitat 17" in text(guest.get(path))
    accepted = guest.post(path, {"first_name": "Nadège", "last_name": "Ollivier"})
    assert accepted.status_code in (302, 303), text(accepted)
    assert guest.get(page("colleagues-list")).status_code == 200
    assert client_as().post(path, {"first_name": "Autre", "last_name": "Personne"}).status_code == 410


def test_mail_of_an_invitation_replaced_meanwhile_never_leaves(landlord):
    contact = a_contact(landlord)
    actions.contact_invite(actor=national(), target=contact)
    first = Message.objects.get()
    pause_is_over()
    actions.contact_invite(actor=national(), target=contact)
    deliver(first.pk)
    first.refresh_from_db()
    assert first.state == "withdrawn" and mail.outbox == []
