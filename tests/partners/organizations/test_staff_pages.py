"""Staff, by HTTP: list, page, form, acts and parts of an organization; the same over the API."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nqt.audit.models import AccessRecord
from nqt.outbox.models import Message
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRoleKind, Membership, Organization, Presence
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_department,
    a_member,
    a_siren,
    a_siret,
    a_union,
    an_association,
    an_organization,
)
from tests.harness.words import said

pytestmark = pytest.mark.django_db


def page(name, *args, **kwargs):
    return reverse(f"pages:staff:{name}", args=args, kwargs=kwargs)


def api(name, *args, **kwargs):
    return reverse(f"api:staff:{name}", args=args, kwargs=kwargs)


@pytest.fixture
def staff(client_as):
    return client_as("staff_national")


@pytest.fixture
def regional(client_as):
    return client_as("staff_regional", department_codes=frozenset({"17"}))


def text(response):
    return said(response)


def filled(**values):
    return {"name": "Habitat 17", "kind": "landlord", "legal_form": "oph", "siren": "", "siret": "", **values}


# lists ---------------------------------------------------------------------------------------------------------------
def test_list_shows_kind_presence_and_siren(staff):
    an_organization("Habitat 17", departments=("17", "79"), siren="120027016", legal_form="oph")
    shown = text(staff.get(page("organizations-list")))
    assert "Habitat 17" in shown and "17, 79" in shown and "120 027 016" in shown and "Bailleur social" in shown


def test_list_filters_by_kind_department_body_and_state(staff):
    association = an_association("AR Poitou", departments=("86",))
    member = an_organization("Rochefort Océan", departments=("17",))
    a_member(member, association, "2010-01-01", "2020-01-01")
    gone = an_organization("Ancien Bailleur")
    actions.organization_archive(actor=MACHINE, target=gone, expected_version=None)

    def names(**query):
        return [row["name"] for row in staff.get(api("organizations-list"), query).json()["results"]]

    assert names() == ["AR Poitou", "Rochefort Océan"]
    assert names(kind="landlord") == ["Rochefort Océan"]
    assert names(department=a_department("86").public_id) == ["AR Poitou"]
    assert names(member_of=association.public_id, au="2015-07-23") == ["Rochefort Océan"]
    assert names(member_of=association.public_id, au="2020-01-01") == []
    assert names(state="archived") == ["Ancien Bailleur"]
    assert len(names(state="all")) == 3
    assert names(search="ocean roche") == ["Rochefort Océan"]


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "castle"},
        {"department": "17"},
        {"member_of": uuid.uuid4()},
        {"sort": "note"},
        {"note__startswith": "a"},
        {"search": "x" * 201},
        {"au": "2015-02-30"},
        {"after": "forged"},
        {"page_size": "0"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_malformed_parameter_is_answered_with_a_sentence(staff, query):
    assert staff.get(page("organizations-list"), query).status_code == 400
    answer = staff.get(api("organizations-list"), query)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"


def test_list_as_of_a_date_shows_the_name_of_that_time(staff):
    actions.organization_rename(
        actor=MACHINE,
        target=an_organization("Union nationale des HLM"),
        expected_version=None,
        name="Union sociale pour l’habitat",
        on=datetime.date(2002, 6, 1),
    )
    for day, name in (("1995-01-01", "Union nationale des HLM"), ("2015-07-23", "Union sociale pour l’habitat")):
        rows = staff.get(api("organizations-list"), {"au": day}).json()["results"]
        assert [row["name"] for row in rows] == [name]


def fill(number):
    body = an_association(f"AR {uuid.uuid4().hex[:8]}")
    department = a_department()
    made = Organization.objects.bulk_create(
        Organization(kind="landlord", name=f"Bailleur {n}", siren=None) for n in range(number)
    )
    Presence.objects.bulk_create(Presence(organization=o, department=department) for o in made)
    Membership.objects.bulk_create(Membership(member=o, body=body) for o in made)
    Contact.objects.bulk_create(
        Contact(organization=o, first_name="A", last_name=f"B {n}", email=f"a{n}@example.org")
        for n, o in enumerate(made)
    )
    return body


@pytest.mark.parametrize("mount", ["pages", "api"])
@pytest.mark.parametrize("listed", ["organizations-list", "contacts-list", "organization-members-list"])
def test_lists_cost_the_same_statements_for_ten_and_a_thousand_rows(client_as, mount, listed):
    visitor = client_as("staff_regional", department_codes=frozenset({"17"}))
    costs = []
    for number in (10, 1000):
        body = fill(number)
        Presence.objects.create(organization=body, department=a_department())
        args = [body.public_id] if "members" in listed else []
        url = reverse(f"{mount}:staff:{listed}", args=args)
        visitor.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(url).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 9


def test_page_costs_the_same_statements_for_ten_and_a_thousand_members(staff):
    costs = []
    for number in (10, 1000):
        body = fill(number)
        url = page("organizations-detail", body.public_id)
        staff.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(url).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 18


# the page ------------------------------------------------------------------------------------------------------------
def test_page_shows_members_contacts_presence_bodies_names_and_history(staff):
    union = a_union("Union sociale pour l’habitat")
    association = an_association("AROSH Poitou-Charentes", departments=("86",), short_name="AROSH PC")
    a_member(association, union, "2000-01-01")
    a_member(an_organization("Habitat 17", legal_form="oph"), association, "2010-01-01")
    a_contact(association, ContactRoleKind.SIGNATORY, first_name="Élodie", last_name="Brault", email="e@example.org")
    actions.organization_rename(
        actor=MACHINE,
        target=association,
        expected_version=None,
        name="AROSH Poitou",
        on=datetime.date(2014, 1, 1),
        precision="year",
    )
    shown = text(staff.get(page("organizations-detail", association.public_id)))
    for words in (
        "<h1>AROSH Poitou</h1>",
        "Habitat 17",
        "depuis le 1er janvier 2010",
        "Élodie Brault",
        "signataire",
        "Union sociale pour l’habitat",
        "Département 86 (86)",
        "AROSH Poitou-Charentes",
        "jusqu’à 2014",
        "Ce qui a changé dans la fiche",
    ):
        assert words in shown, words
    then = text(staff.get(page("organizations-detail", association.public_id), {"au": "2013-06-01"}))
    assert "<h1>AROSH Poitou-Charentes</h1>" in then and "aujourd’hui AROSH Poitou" in then


def test_page_of_a_landlord_leaves_out_members_and_names(staff):
    shown = text(staff.get(page("organizations-detail", an_organization().public_id)))
    assert "Aucun membre" not in shown and "Anciens noms" not in shown


# writing -------------------------------------------------------------------------------------------------------------
def test_organization_is_created_from_the_form(staff):
    siren = a_siren()
    typed = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
    answer = staff.post(
        page("organizations-new"),
        filled(siren=typed, siret=a_siret(siren), departments=[str(a_department().public_id)], is_public_name="true"),
    )
    assert answer.status_code == 303, text(answer)
    made = Organization.objects.get()
    assert (made.siren, made.is_public_name, made.presences.get().department.code) == (siren, True, "17")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"siren": "123456789"}, "SIREN n’est pas valable"),
        ({"siret": "8.2E+13"}, "SIRET n’est pas valable"),
        ({"siren": "120027016", "siret": "55214153300013"}, "SIRET"),
        ({"name": "Habitat\u202e17"}, "un caractère invisible après « Habitat »"),
        ({"kind": "castle"}, "Choisissez l’une des réponses proposées"),
        ({"kind": ""}, "Choisissez l’une des réponses proposées"),
        ({"seat": str(uuid.uuid4())}, "Aucune fiche ne correspond"),
        ({"is_nqt": "true"}, "n’existe pas"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_bad_input_comes_back_with_its_sentence_and_values(staff, values, sentence):
    answer = staff.post(page("organizations-new"), filled(**values))
    assert answer.status_code == 400
    assert sentence in text(answer) and 'value="Habitat' in text(answer)
    assert not Organization.objects.exists()


def test_close_name_asks_then_a_tick_creates(staff):
    an_organization("Habitat 17")
    refused = staff.post(page("organizations-new"), filled(name="HABITAT-17"))
    assert refused.status_code == 400 and "Déjà enregistré : « Habitat 17 »" in text(refused)
    assert staff.post(page("organizations-new"), filled(name="HABITAT-17", is_distinct="true")).status_code == 303


def test_edit_refuses_an_old_version_with_both_values(staff):
    target = an_organization("Avant")
    form = filled(name="La mienne")
    staff.post(page("organizations-edit", target.public_id), filled(name="La leur", version="1"))
    stale = staff.post(page("organizations-edit", target.public_id), {**form, "version": "1"})
    assert stale.status_code == 409 and "La mienne" in text(stale) and "La leur" in text(stale)
    assert Organization.objects.get().name == "La leur"
    assert staff.send("patch", api("organizations-detail", target.public_id), {"name": "X"}).status_code == 428
    assert (
        staff.send("patch", api("organizations-detail", target.public_id), {"name": "X"}, version=1).status_code == 412
    )
    good = staff.send("patch", api("organizations-detail", target.public_id), {"name": "X"}, version=2)
    assert (good.status_code, good.json()["name"], good["ETag"]) == (200, "X", '"3"')


def test_rename_archive_and_restore_are_buttons_while_they_make_sense(staff):
    target = an_organization("Avant")
    detail = api("organizations-detail", target.public_id)

    def names():
        return [action["name"] for action in staff.get(detail).json()["actions"]]

    assert names() == ["rename", "logo", "archive"]
    body = {"name": "Après", "on": "2015-01-01", "precision": "month"}
    assert staff.send("post", api("organizations-rename", target.public_id), body, version=1).status_code == 200
    gone = staff.send("post", api("organizations-archive", target.public_id), {"reason": "Plus active"}, version=2)
    assert gone.json()["state"] == "archived"
    assert names() == ["restore"]
    again = staff.send("post", api("organizations-archive", target.public_id), {"reason": "Plus active"}, version=3)
    assert again.status_code == 409
    assert staff.get(page("organizations-edit", target.public_id)).status_code == 409


def test_delete_is_national_and_says_why_not(staff, regional):
    target = an_organization(departments=("17",))
    url = api("organizations-detail", target.public_id)
    assert regional.send("delete", url, version=1).status_code == 403
    contact = a_contact(target)
    cited = staff.send("delete", url, version=1)
    assert cited.status_code == 409 and "archivez-le" in cited.json()["detail"]
    contact.delete()
    assert staff.send("delete", url, version=1).status_code == 204


# perimeter -----------------------------------------------------------------------------------------------------------
def test_foreign_and_unknown_organizations_look_alike_to_regional_staff(regional):
    foreign = an_organization("Loin", departments=("59",))
    answers = [regional.get(page("organizations-detail", pk)) for pk in (foreign.public_id, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    nested = [regional.get(api("organization-contacts-list", pk)) for pk in (foreign.public_id, uuid.uuid4())]
    assert [answer.status_code for answer in nested] == [404, 404]


def test_regional_staff_read_national_heads_without_changing_them(regional):
    union = a_union("USH")
    a_contact(union)
    answer = regional.get(api("organizations-detail", union.public_id)).json()
    assert answer["actions"] == []
    assert regional.get(api("organization-contacts-list", union.public_id)).json()["count"] == 0
    assert regional.send(
        "patch", api("organizations-detail", union.public_id), {"name": "X"}, version=1
    ).status_code in (
        403,
        409,
    )
    assert Organization.objects.get().name == "USH"


# parts ---------------------------------------------------------------------------------------------------------------
def test_member_is_added_corrected_and_ended_from_pages(staff):
    association, landlord = an_association("AR Aquitaine"), an_organization("Domofrance")
    back = page("organizations-detail", association.public_id) + "#organization-members"
    added = staff.post(
        page("organization-members-new", association.public_id),
        {"member__text": "domofrance", "member": "", "valid_from": "2012-05-01", "from_precision": "month"}
        | {"valid_until": "", "until_precision": "day"},
    )
    assert (added.status_code, added.get("Location")) == (303, back), text(added)
    tie = Membership.objects.get()
    assert (tie.member, tie.body) == (landlord, association)

    corrected = staff.post(
        page("organization-members-edit", association.public_id, tie.public_id),
        {"valid_from": "2011-01-01", "from_precision": "year", "valid_until": "", "until_precision": "day"}
        | {"version": "1"},
    )
    assert corrected.status_code == 303, text(corrected)
    ended = staff.post(
        page("organization-members-end", association.public_id, tie.public_id),
        {"valid_until": "2015-01-01", "until_precision": "day", "version": "2"},
    )
    assert ended.status_code == 303, text(ended)
    tie.refresh_from_db()
    assert (tie.valid_from.isoformat(), tie.valid_until.isoformat(), tie.version) == ("2011-01-01", "2015-01-01", 3)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("overlap", "Cette adhésion existe déjà"),
        ("order", "La fin doit suivre le début"),
        ("itself", "n’est pas membre de lui-même"),
        ("circle", "membre d’AR Poitou"),
        ("unknown", "Aucune fiche ne correspond"),
        ("foreign", "Aucune fiche ne correspond"),
    ],
)
def test_bad_membership_is_refused_with_its_sentence(client_as, case, sentence):
    visitor = client_as("staff_regional", department_codes=frozenset({"17"}))
    association = an_association("AR Poitou", departments=("17",))
    landlord = an_organization("Habitat 17", departments=("17",))
    a_member(landlord, association, "2010-01-01")
    member, host, dates = landlord.public_id, association, {"valid_from": "2012-01-01"}
    if case == "order":
        dates = {"valid_from": "2009-01-01", "valid_until": "2008-01-01"}
    elif case == "itself":
        member = association.public_id
    elif case == "circle":
        member, host = association.public_id, landlord
    elif case == "unknown":
        member = uuid.uuid4()
    elif case == "foreign":
        member = an_organization("Loin", departments=("59",)).public_id
    body = {"member": str(member), **dates}
    answer = visitor.send("post", api("organization-members-list", host.public_id), body)
    assert answer.status_code == 400
    said = " ".join([answer.json()["detail"], *(error["detail"] for error in answer.json().get("errors", []))])
    assert sentence in said
    assert Membership.objects.count() == 1


def test_presence_outside_the_perimeter_is_refused_to_regional_staff(regional):
    target = an_organization(departments=("17",))
    body = {"department": str(a_department("59", "Nord").public_id)}
    answer = regional.send("post", api("organization-presences-list", target.public_id), body)
    assert answer.status_code == 403
    assert Presence.objects.count() == 1


def test_contact_is_added_with_roles_then_invited_from_its_page(staff):
    target = an_organization("Habitat 17")
    added = staff.post(
        page("organization-contacts-new", target.public_id),
        {"first_name": "Omar", "last_name": "Diallo", "title": "DRH", "email": "omar@example.org"}
        | {"phone": "05 46 00 00 00", "note": "", "roles": ["signatory", "hr"]},
    )
    contact = Contact.objects.get()
    assert (added.status_code, added.get("Location")) == (303, page("contacts-detail", contact.public_id)), text(added)
    shown = text(staff.get(page("contacts-detail", contact.public_id)))
    assert "05 46 00 00 00" in shown and "Pas d’accès" in shown and "Inviter dans l’espace partenaire" in shown
    assert staff.post(page("contacts-invite", contact.public_id), {"version": "1"}).status_code == 303
    assert "invitation envoyée" in text(staff.get(page("contacts-detail", contact.public_id))).lower()


def test_role_is_given_and_ended_from_the_contact(staff):
    contact = a_contact(an_organization())
    given = staff.post(
        page("contact-roles-new", contact.public_id),
        {"kind": "signatory", "valid_from": "2015-01-01", "valid_until": ""},
    )
    assert given.status_code == 303, text(given)
    role = contact.roles.get()
    ended = staff.post(page("contact-roles-end", contact.public_id, role.public_id), {"valid_until": "2016-01-01"})
    assert ended.status_code == 303, text(ended)
    role.refresh_from_db()
    assert role.valid_until.isoformat() == "2016-01-01"


def test_suggestions_find_within_the_perimeter(regional):
    an_organization("Habitat 17", departments=("17",))
    an_organization("Habitat 59", departments=("59",))
    found = regional.get(api("organizations-suggestions"), {"search": "habitat"}).json()["suggestions"]
    assert [row["label"] for row in found] == ["Habitat 17"]


def test_export_is_the_filtered_list_without_formulas(staff):
    an_organization("=SOMME(A1)", siren="120027016")
    answer = staff.get(page("organizations-export", fmt="csv"), {"kind": "landlord"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].lower().startswith("nom;nature") and lines[1].startswith("'=SOMME(A1);")


def test_address_that_bounced_is_shown_on_the_person(staff):
    contact = a_contact(an_organization())
    actions.contact_invite(actor=MACHINE, target=contact)
    url = page("contacts-detail", contact.public_id)
    assert "a refusé" not in text(staff.get(url))
    Message.objects.update(state="bounced")
    assert f"a refusé {contact.email}" in text(staff.get(url))


def test_invitation_says_before_which_role_it_gives(staff):
    organization = an_organization()
    said = {}
    for contact in (a_contact(organization), a_contact(organization, ContactRoleKind.SIGNATORY)):
        said[contact] = "ressources humaines" in text(staff.get(page("contacts-invite", contact.public_id)))
    assert list(said.values()) == [True, False]


def test_reading_a_person_and_taking_the_list_out_are_in_the_access_log(staff):
    contact = a_contact(an_organization())
    staff.get(page("contacts-detail", contact.public_id))
    b"".join(staff.get(page("contacts-export", fmt="csv")).streaming_content)
    lines = AccessRecord.objects.filter(user_id=staff.user.pk).order_by("pk")
    assert [(line.verb, line.object_public_id) for line in lines] == [("read", contact.public_id), ("export", None)]
