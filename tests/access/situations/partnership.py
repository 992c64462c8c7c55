"""The ground, territories, organizations and conventions; see `places.py`."""

import datetime
from typing import Any

from django.utils import timezone

from nqt.accounts.roles import Role
from partners.conventions import actions as conventions
from partners.conventions import links
from partners.organizations import actions as organizations
from partners.organizations.models import ContactRole, ContactRoleKind, Membership, OrganizationName, Presence
from regions.coverage.actions import coverage_open
from tests.access.places import Place, place
from tests.access.world import ELSEWHERE, INSIDE, NOTE, OUTSIDE, World, ids
from tests.harness.factories.accounts import UserFactory, give_hat
from tests.harness.factories.organizations import MACHINE, a_contact, an_organization
from tests.harness.factories.regions import CommuneFactory, a_neighborhood

FAR = (ELSEWHERE,)
EMAIL = "nouvelle.personne@example.org"


# ground --------------------------------------------------------------------------------------------------------------
@place("staff/hats", "partner/hats", "mentor/hats", "graduate/hats", "board/hats", "auditor/hats")
def hats(world: World, role: str) -> Place:
    other = give_hat(world.visitors[role].user, role, key=f"second-{role}")
    return Place(bodies={"choose": {"hat": other.key}})


@place("staff/today", "staff/places", "partner/home")
def homes(world: World, role: str) -> Place:
    return Place(canaries=FAR if role not in (Role.STAFF_NATIONAL, Role.PARTNER_UNION) else ())


# territories ---------------------------------------------------------------------------------------------------------
@place("staff/regions", "partner/regions", "board/regions")
def regions(world: World, role: str) -> Place:
    return Place(inside=ids(world.territories["75"]))


@place("staff/departments", "partner/departments", "board/departments")
def departments(world: World, role: str) -> Place:
    return Place(inside=ids(world.territories[INSIDE]))


@place("staff/region-departments")
def departments_of_a_region(world: World, role: str) -> Place:
    return Place(inside=ids(world.territories[INSIDE], region=world.territories["75"]))


@place("staff/communes")
def communes(world: World, role: str) -> Place:
    return Place(inside=ids(CommuneFactory(department=world.territories[INSIDE])))


@place("staff/neighborhoods")
def neighborhoods(world: World, role: str) -> Place:
    return Place(inside=ids(a_neighborhood(world.territories[INSIDE])))


@place("staff/locate")
def point(world: World, role: str) -> Place:
    return Place(inside={"query": "lat=48.9&lon=2.3"})


@place("staff/department-communes")
def communes_of_a_department(world: World, role: str) -> Place:
    department = world.territories[INSIDE]
    return Place(inside=ids(CommuneFactory(department=department), department=department))


@place("staff/coverage", "partner/coverage", "board/coverage")
def coverage(world: World, role: str) -> Place:
    opened = coverage_open(actor=MACHINE, valid_from=datetime.date(2015, 1, 1), department=world.territories[INSIDE])
    bodies = {
        "create": {"department": str(world.territories[OUTSIDE].public_id), "valid_from": "2016-01-01"},
        "close": {"last_day": "2018-12-31"},
    }
    return Place(inside=ids(opened), bodies=bodies)


@place("staff/assignments")
def assignments(world: World, role: str) -> Place:
    if role == Role.STAFF_REGIONAL:
        return Place(inside=ids(world.regional_assignment), outside=ids(world.national_assignment))
    body = {"email": EMAIL, "is_national": True, "valid_from": "2020-01-01"}
    return Place(
        inside=ids(world.regional_assignment), bodies={"create": body, "end": {"last_day": str(timezone.localdate())}}
    )


# organizations -------------------------------------------------------------------------------------------------------
NOTED = {"kind": "access", "channel": "phone", "received_on": "2026-11-02", "words": ""}
"""What a colleague writes down of what somebody asked about her data."""


def for_staff(role: str, inside: dict, outside: dict, **facts: Any) -> Place:
    """National staff reach both; regional staff only the first."""
    if role == Role.STAFF_NATIONAL:
        return Place(inside=inside, **facts)
    return Place(inside=inside, outside=outside, canaries=FAR, **facts)


@place("staff/organizations")
def staff_organizations(world: World, role: str) -> Place:
    bodies = {
        "create": {
            "name": "Toits de l’Aunis",
            "kind": "landlord",
            "departments": [str(world.territories[INSIDE].public_id)],
        },
        "rename": {"name": "Habitat de Charente-Maritime", "on": "2020-01-01"},
        "archive": {"reason": "N’existe plus."},
    }
    found = for_staff(role, ids(world.landlord), ids(world.stranger), bodies=bodies)
    if role == Role.STAFF_REGIONAL:
        return Place(found.inside, found.outside, ids(world.union), bodies, FAR)
    return found


@place("staff/organization-members")
def members(world: World, role: str) -> Place:
    body = {"member": str(an_organization("Logis d’Oléron", departments=(INSIDE,)).public_id)}
    inside = ids(world.membership, organization=world.association)
    outside = ids(world.far_membership, organization=world.stranger)
    return for_staff(role, inside, outside, bodies={"create": body, "end": {"valid_until": "2020-01-01"}})


@place("staff/organization-bodies")
def bodies(world: World, role: str) -> Place:
    inside = ids(world.membership, organization=world.landlord)
    outside = ids(world.far_membership, organization=world.stranger)
    return for_staff(role, inside, outside, bodies={"end": {"valid_until": "2020-01-01"}})


@place("staff/organization-presences")
def presences(world: World, role: str) -> Place:
    here, there = (Presence.objects.get(organization=o) for o in (world.landlord, world.stranger))
    inside = ids(here, organization=world.landlord)
    return for_staff(role, inside, ids(there, organization=world.stranger))


@place("staff/organization-names")
def names(world: World, role: str) -> Place:
    for organization in (world.landlord, world.stranger):
        facts = {"name": f"{organization.name} (nouveau)", "on": datetime.date(2020, 1, 1)}
        organizations.organization_rename(actor=MACHINE, target=organization, expected_version=None, **facts)
    here, there = (OrganizationName.objects.get(organization=o) for o in (world.landlord, world.stranger))
    return for_staff(role, ids(here, organization=world.landlord), ids(there, organization=world.stranger))


@place("staff/organization-successions")
def successions(world: World, role: str) -> Place:
    found = []
    for successor, code in ((world.landlord, INSIDE), (world.stranger, OUTSIDE)):
        predecessor = an_organization(f"Ancêtre de {successor}", departments=(code,))
        found.append(
            organizations.succession_record(
                actor=MACHINE,
                predecessor=predecessor,
                successor=successor,
                kind="merger",
                on=datetime.date(2012, 1, 1),
            )
        )
    here, there = found
    return for_staff(role, ids(here, organization=world.landlord), ids(there, organization=world.stranger))


@place("staff/contacts")
def contacts(world: World, role: str) -> Place:
    reason = {"reason": "A quitté l’organisme."}
    colleague = a_contact(world.landlord, ContactRoleKind.HR, user=UserFactory(), note=NOTE)
    bodies = {"archive": reason, "disable_account": reason, "note_request": NOTED}
    return for_staff(role, ids(colleague), ids(world.far_contact), bodies=bodies)


@place("staff/organization-contacts")
def contacts_of_an_organization(world: World, role: str) -> Place:
    inside, outside = ({"organization": o.public_id} for o in (world.landlord, world.stranger))
    body = {"first_name": "Inès", "last_name": "Roy", "email": EMAIL}
    return for_staff(role, inside, outside, bodies={"create": body})


@place("staff/contact-roles")
def roles_of_a_contact(world: World, role: str) -> Place:
    here, there = (ContactRole.objects.filter(contact=c).first() for c in (world.colleague, world.far_contact))
    body = {"kind": "lead"}
    end = {"valid_until": "2020-01-01"}
    inside = ids(here, contact=world.colleague)
    return for_staff(role, inside, ids(there, contact=world.far_contact), bodies={"create": body, "end": end})


@place("partner/organization")
def own_organization(world: World, role: str) -> Place:
    return Place(canaries=(NOTE, *FAR))


@place("partner/organization-record")
def own_record(world: World, role: str) -> Place:
    body = {"address": "1 quai du Port", "website": "https://www.example.org"}
    return Place(ids(world.organization_of(role)), ids(world.stranger), bodies={"update": body})


@place("partner/colleagues")
def colleagues(world: World, role: str) -> Place:
    mine = a_contact(world.organization_of(role), note=NOTE)
    body = {"first_name": "Inès", "last_name": "Roy", "email": EMAIL}
    return Place(ids(mine), ids(world.far_contact), bodies={"create": body, "remove": {}}, canaries=(NOTE, *FAR))


@place("partner/members")
def own_members(world: World, role: str) -> Place:
    if role == Role.PARTNER_REGIONAL:
        return Place(ids(world.membership), ids(world.far_membership), canaries=(NOTE, *FAR))
    return Place(ids(world.far_membership), ids(_unrelated_membership(world)), canaries=(NOTE,))


def _unrelated_membership(world: World) -> Membership:
    body, member = an_organization("Autre union", kind="union"), an_organization("Autre membre")
    return organizations.membership_add(actor=MACHINE, member=member, body=body)


# conventions ---------------------------------------------------------------------------------------------------------
@place("staff/conventions")
def staff_conventions(world: World, role: str) -> Place:
    bodies = {
        "create": {
            "title": "Nouvelle",
            "kind": "bilateral",
            "entry_rule": "all_signed",
            "departments": [str(world.territories[INSIDE].public_id)],
        },
        "review": {},
        "abandon": {"reason": "Plus de suite."},
        "record": {
            "title": "Signée jadis",
            "kind": "bilateral",
            "territory_scope": "national",
            "parties": [str(world.landlord.public_id)],
            "signed_on": "09/2012",
            "source": "L’original, au dossier.",
        },
    }
    found = for_staff(role, ids(world.draft), ids(world.far_draft), bodies=bodies)
    if role == Role.STAFF_REGIONAL:
        return Place(found.inside, found.outside, ids(world.national), bodies, FAR)
    return found


@place("staff/signing")
def own_signature(world: World, role: str) -> Place:
    line = world.line(world.here, world.nqt)
    line.contact.email = world.visitors[role].user.email
    line.contact.save()
    bodies = {"request_code": {}, "refuse": {"reason": "Budget déjà voté."}}
    return Place(ids(line), ids(world.line(world.here, world.landlord)), bodies=bodies, canaries=(NOTE, *FAR))


@place("staff/convention-copy")
def own_staff_copy(world: World, role: str) -> Place:
    return own_signature(world, role)


@place("staff/convention-articles")
def articles(world: World, role: str) -> Place:
    def at(convention: Any) -> dict[str, Any]:
        return ids(convention.text.articles.order_by("position")[1], convention=convention)

    body = {"title": "Durée", "wording": "Trois ans."}
    return for_staff(role, at(world.draft), at(world.far_draft), bodies={"create": body, "up": {}, "down": {}})


@place("staff/convention-bodies")
def convention_bodies(world: World, role: str) -> Place:
    words = {"articles": [{"title": "Durée", "wording": "Trois ans."}]}
    return for_staff(role, ids(world.draft), ids(world.far_draft), bodies={"update": words})


@place("staff/convention-parties")
def parties(world: World, role: str) -> Place:
    inside = ids(world.line(world.draft, world.landlord), convention=world.draft)
    outside = ids(world.line(world.far_draft, world.stranger), convention=world.far_draft)
    body = {"organization": str(world.association.public_id)}
    return for_staff(role, inside, outside, bodies={"create": body, "withdraw": {"reason": "S’est retiré."}})


@place("staff/organization-conventions")
def organization_conventions(world: World, role: str) -> Place:
    inside = ids(world.draft, organization=world.landlord)
    return for_staff(role, inside, ids(world.far_draft, organization=world.stranger))


@place("staff/followed-conventions")
def followed_conventions(world: World, role: str) -> Place:
    world.draft.owner = world.regional_assignment.user
    world.draft.save()
    inside = ids(world.draft, assignment=world.regional_assignment)
    outside = ids(world.draft, assignment=world.national_assignment) if role == Role.STAFF_REGIONAL else None
    return Place(inside, outside, bodies={"hand_over": {"colleague": str(world.national_assignment.public_id)}})


@place("partner/conventions")
def own_conventions(world: World, role: str) -> Place:
    convention = world.framework if role == Role.PARTNER_UNION else world.here
    mine = world.line(convention, world.organization_of(role))
    return Place(ids(mine), ids(world.line(world.there, world.stranger)), canaries=(NOTE, *FAR))


@place("partner/convention-copy")
def own_copy(world: World, role: str) -> Place:
    return own_conventions(world, role)


@place("partner/member-conventions")
def members_conventions(world: World, role: str) -> Place:
    return Place(ids(world.signed), ids(world.there), canaries=(NOTE, *FAR))


@place("public/signing")
def by_link(world: World, role: str) -> Place:
    line = world.line(world.here, world.landlord)
    token = links.SIGNING.sign(line)
    bodies = {"request_code": {}, "refuse": {"reason": "Budget déjà voté."}}
    return Place({"token": token}, {"token": token[:-2] + "xx"}, bodies=bodies, canaries=(NOTE, *FAR))


@place("public/convention-copy")
def copy_by_link(world: World, role: str) -> Place:
    token = links.SIGNING.sign(world.line(world.here, world.landlord))
    return Place({"token": token}, {"token": token[:-2] + "xx"}, canaries=(NOTE, *FAR))


@place("public/delegation")
def delegation_by_link(world: World, role: str) -> Place:
    line = world.line(world.here, world.landlord)
    token = links.SIGNING.sign(line)
    code = conventions.signing_code_request(actor=MACHINE, target=line)
    person = {"first_name": "Sandrine", "last_name": "Moreau", "email": EMAIL}
    conventions.signature_delegate(actor=MACHINE, target=line, code=code.digits, **person)
    return Place({"token": token}, {"token": token[:-2] + "xx"}, canaries=(EMAIL, *FAR))
