"""What is archived is read, and proposed nowhere: neither in a box, nor by an action, nor by its words."""

import pytest
from django.urls import reverse

from nqt.common.errors import Conflict
from nqt.outbox.models import Message
from partners.organizations import actions
from partners.organizations.models import Contact, ContactRole, Membership, Succession
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_department,
    an_association,
    an_organization,
)

pytestmark = pytest.mark.django_db
GONE = "Ancien Logis"


@pytest.fixture
def staff(client_as):
    return client_as("staff_national")


def archived(organization):
    return actions.organization_archive(actor=MACHINE, target=organization, expected_version=None)


def person_who_left(organization):
    return actions.contact_archive(actor=MACHINE, target=a_contact(organization, last_name=GONE), expected_version=None)


def person_of_one_gone():
    contact = a_contact(an_organization(), last_name=GONE)
    archived(contact.organization)
    return Contact.objects.get(pk=contact.pk)


def url(mount, name, **kwargs):
    return reverse(f"{mount}:staff:{name}", kwargs=kwargs)


FORMS = {
    "organization-members": ("member", {}),
    "organization-bodies": ("body", {}),
    "organization-successions": ("successor", {"kind": "merger", "on": "2015-01-01", "precision": "day"}),
}


@pytest.mark.parametrize("form", FORMS)
def test_archived_organization_is_refused_by_its_id_and_by_its_words(staff, form):
    field, facts = FORMS[form]
    host, gone = an_association(), archived(an_organization(GONE))
    body = {field: str(gone.public_id), **facts}
    by_id = staff.send("post", url("api", f"{form}-list", organization=host.public_id), body)
    by_words = staff.post(
        url("pages", f"{form}-new", organization=host.public_id), {**facts, field: "", f"{field}__text": GONE}
    )
    assert (by_id.status_code, by_words.status_code) == (400, 400)
    assert by_id.json()["errors"][0]["pointer"] == f"#/{field}"
    assert not Membership.objects.exists() and not Succession.objects.exists()


@pytest.mark.parametrize("query", [{}, {"state": "all"}, {"state": "archived"}], ids=str)
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("organizations", lambda: archived(an_organization(GONE))),
        ("contacts", lambda: person_who_left(an_organization())),
        ("contacts", person_of_one_gone),
    ],
)
def test_archived_record_is_not_suggested(staff, name, make, query):
    make()
    answer = staff.get(url("api", f"{name}-suggestions"), {"search": GONE, **query})
    assert answer.json()["suggestions"] == []


@pytest.mark.parametrize("make", [lambda: person_who_left(an_organization()), person_of_one_gone])
def test_archived_person_takes_no_role_no_invitation_and_no_correction(make):
    contact = make()
    for act in (
        lambda: actions.contact_role_add(actor=MACHINE, contact=contact, kind="hr"),
        lambda: actions.contact_invite(actor=MACHINE, target=contact),
        lambda: actions.contact_update(actor=MACHINE, target=contact, expected_version=None, title="DRH"),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "archived"
    assert (ContactRole.objects.count(), Message.objects.count(), Contact.objects.get().title) == (0, 0, "")


def test_archived_organization_takes_no_tie_and_nobody():
    gone, other = archived(an_organization(GONE)), an_association()
    succeed = {"actor": MACHINE, "kind": "merger", "on": gone.created_at.date()}
    for act in (
        lambda: actions.membership_add(actor=MACHINE, member=gone, body=other),
        lambda: actions.membership_add(actor=MACHINE, member=an_organization("Autre"), body=gone),
        lambda: actions.presence_add(actor=MACHINE, organization=gone, department=a_department()),
        lambda: actions.contact_add(actor=MACHINE, organization=gone, first_name="A", last_name="B"),
        lambda: actions.succession_record(predecessor=gone, successor=other, **succeed),
        lambda: actions.succession_record(predecessor=other, successor=gone, **succeed),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "archived"


def test_page_of_a_person_whose_organization_is_archived_offers_nothing_to_do_with_them(staff):
    contact = person_of_one_gone()
    seen = staff.get(url("api", "contacts-detail", public_id=contact.public_id)).json()
    assert [act["name"] for act in seen["actions"]] == ["archive", "note_request"]  # her rights outlive it
    assert staff.get(url("pages", "contacts-edit", public_id=contact.public_id)).status_code == 409
    assert seen["portal"] == "closed"
