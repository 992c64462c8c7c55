"""Who reads which rows: every role, on every table of the feature."""

import pytest

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from partners.organizations import actions
from partners.organizations.models import (
    Contact,
    ContactRole,
    ContactRoleKind,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationName,
    Presence,
    Succession,
)
from tests.harness.factories.organizations import (
    MACHINE,
    a_contact,
    a_member,
    a_union,
    an_association,
    an_organization,
)

pytestmark = pytest.mark.django_db

EXPECTED = {
    Role.STAFF_NATIONAL: {
        "organizations": {"USH", "Fédération", "AROSH", "Habitat", "Voisin", "NQT", "Sorti"},
        "contacts": {"lead USH", "lead AROSH", "hr AROSH", "lead Habitat", "hr Habitat", "lead Voisin", "lead Sorti"},
        "members": {"AROSH", "Fédération", "Habitat", "Sorti", "Voisin"},
    },
    Role.STAFF_REGIONAL: {
        "organizations": {"USH", "Fédération", "AROSH", "Habitat", "NQT"},
        "contacts": {"lead AROSH", "hr AROSH", "lead Habitat", "hr Habitat"},
        "members": {"AROSH", "Habitat", "Sorti"},
    },
    Role.PARTNER_LANDLORD: {
        "organizations": {"Habitat"},
        "contacts": {"lead Habitat", "hr Habitat"},
        "members": {"Habitat"},
    },
    Role.PARTNER_REGIONAL: {
        "organizations": {"AROSH", "Habitat"},
        "contacts": {"lead AROSH", "hr AROSH", "lead Habitat"},
        "members": {"AROSH", "Habitat", "Sorti"},
    },
    Role.PARTNER_UNION: {
        "organizations": {"USH", "Fédération", "AROSH", "Habitat", "Voisin"},
        "contacts": {"lead USH", "lead AROSH"},
        "members": {"AROSH", "Fédération", "Habitat", "Sorti", "Voisin"},
    },
    Role.BOARD: {
        "organizations": {"USH", "Fédération", "AROSH", "Habitat", "Voisin", "NQT", "Sorti"},
        "contacts": set(),
        "members": {"AROSH", "Fédération", "Habitat", "Sorti", "Voisin"},
    },
    Role.ANONYMOUS: {"organizations": {"USH"}, "contacts": set(), "members": set()},
    Role.GRADUATE: {
        "organizations": {"USH", "Fédération", "AROSH", "Habitat", "Voisin", "NQT", "Sorti"},
        "contacts": set(),
        "members": set(),
    },
    Role.MENTOR: {"organizations": set(), "contacts": set(), "members": set()},
}
EXPECTED[Role.AUDITOR] = EXPECTED[Role.SYSTEM] = EXPECTED[Role.STAFF_NATIONAL]


@pytest.fixture
def world():
    """A union above an association of the 17 and a federation; a member in force, one that left, one elsewhere."""
    made = {
        "USH": a_union("USH", is_public_name=True),
        "Fédération": an_organization("Fédération", kind=OrganizationKind.FEDERATION),
        "AROSH": an_association("AROSH", departments=("17",)),
        "Habitat": an_organization("Habitat", departments=("17",)),
        "Voisin": an_organization("Voisin", departments=("59",)),
        "Sorti": an_organization("Sorti", departments=("86",)),
        "NQT": an_organization("NQT", kind=OrganizationKind.ASSOCIATION, is_nqt=True),
    }
    a_member(made["AROSH"], made["USH"], "2000-01-01")
    a_member(made["Fédération"], made["USH"], "2000-01-01")
    a_member(made["Habitat"], made["AROSH"], "2005-01-01")
    a_member(made["Sorti"], made["AROSH"], "2005-01-01", "2010-01-01")
    a_member(made["Voisin"], made["Fédération"], "2005-01-01")
    for name in ("USH", "AROSH", "Habitat", "Voisin", "Sorti"):
        a_contact(made[name], ContactRoleKind.LEAD, first_name="lead", last_name=name)
    for name in ("AROSH", "Habitat"):
        a_contact(made[name], ContactRoleKind.HR, first_name="hr", last_name=name)
    return made


def actor_of(role, world):
    own = {Role.PARTNER_LANDLORD: "Habitat", Role.PARTNER_REGIONAL: "AROSH", Role.PARTNER_UNION: "USH"}.get(role)
    codes = frozenset({"17"}) if role == Role.STAFF_REGIONAL else frozenset()
    return Actor(role=role, organization_id=world[own].pk if own else None, department_codes=codes)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_its_rows_and_no_other(role, world):
    actor = actor_of(role, world)
    expected = EXPECTED[role]
    assert {o.name for o in Organization.objects.visible_to(actor)} == expected["organizations"]
    assert {c.full_name for c in Contact.objects.visible_to(actor)} == expected["contacts"]
    assert {r.contact.full_name for r in ContactRole.objects.visible_to(actor)} == expected["contacts"]
    assert {m.member.name for m in Membership.objects.visible_to(actor)} == expected["members"]


@pytest.mark.parametrize("role", list(Role))
def test_own_facts_follow_the_organization(role, world):
    actor = actor_of(role, world)
    everything = {"AROSH", "Habitat", "Voisin", "Sorti"}
    seen = {
        Role.STAFF_NATIONAL: everything,
        Role.AUDITOR: everything,
        Role.SYSTEM: everything,
        Role.STAFF_REGIONAL: {"AROSH", "Habitat"},
        Role.PARTNER_LANDLORD: {"Habitat"},
        Role.PARTNER_REGIONAL: {"AROSH"},
    }.get(role, set())
    assert {p.organization.name for p in Presence.objects.visible_to(actor)} == seen

    rename = {"name": "Habitat neuf", "on": world["Habitat"].created_at.date().replace(year=2015)}
    actions.organization_rename(actor=MACHINE, target=world["Habitat"], expected_version=None, **rename)
    succession = {"kind": "takeover", "on": rename["on"]}
    actions.succession_record(actor=MACHINE, predecessor=world["Voisin"], successor=world["Habitat"], **succession)
    reads_habitat = "Habitat" in seen
    assert OrganizationName.objects.visible_to(actor).exists() is reads_habitat
    assert Succession.objects.visible_to(actor).exists() is reads_habitat


def test_perimeter_follows_presence_of_today(world):
    actor = actor_of(Role.STAFF_REGIONAL, world)
    presence = world["Habitat"].presences.get()
    Presence.objects.filter(pk=presence.pk).update(valid_until="2015-01-01")
    assert world["Habitat"] not in Organization.objects.visible_to(actor)
    assert not Contact.objects.visible_to(actor).filter(organization=world["Habitat"]).exists()


def test_archived_organization_is_no_longer_a_public_name(world):
    actions.organization_archive(actor=MACHINE, target=world["USH"], expected_version=None)
    assert not Organization.objects.visible_to(actor_of(Role.ANONYMOUS, world)).exists()
