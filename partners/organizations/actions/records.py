"""Writes on the organization's own record."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act
from nqt.common.dates import Precision
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.facts import set_facts, tidy
from nqt.common.models import claim
from nqt.common.validators import digits
from nqt.common.violations import store
from nqt.files.actions import file_remove
from partners.organizations.actions.writing import archived, known_on, not_to_come, outside
from partners.organizations.duplicates import similar_to
from partners.organizations.models import Organization, OrganizationName, Presence
from partners.organizations.models.organization import SIREN_KNOWN
from regions.territories.models import Department

CITED = "Cet organisme est cité ailleurs : archivez-le."


def may_change(actor: Actor, organization: Organization) -> Refusal | None:
    """In the perimeter; an archived record is restored first."""
    return outside(actor, organization) or archived(organization)


def may_archive(actor: Actor, organization: Organization) -> Refusal | None:
    """In the perimeter, and not the association itself."""
    if organization.is_nqt:
        return outside(actor, organization) or Conflict("La fiche de NQT ne s’archive pas.")
    return outside(actor, organization) or step("archive")(actor, organization)


def may_restore(actor: Actor, organization: Organization) -> Refusal | None:
    """In the perimeter, once archived."""
    return outside(actor, organization) or step("restore")(actor, organization)


def may_delete(actor: Actor, organization: Organization) -> Refusal | None:
    """National staff, while nothing cites it."""
    if not (actor.is_national or actor.is_system):
        return Forbidden()
    return Conflict(CITED, code="cited") if organization.is_cited else None


def organization_create(
    *, actor: Actor, departments: Iterable[Department] = (), is_distinct: bool = False, **facts: Any
) -> Organization:
    """Record an organization, present in the given departments, or in its seat's when none is given.

    Regional staff choose at least one department of theirs. Raises `Invalid` with code `possible_duplicate` when a
    close name exists, until `is_distinct` says that it is another organization.
    """
    if not actor.is_staff and not actor.is_system:
        raise Forbidden
    seat = facts.get("seat")
    places = list(departments) or ([seat.department] if seat else [])
    if actor.is_staff and not actor.is_national and not {d.code for d in places} & actor.department_codes:
        raise Invalid(fields={"departments": "Choisissez au moins un département de votre périmètre."})
    with transaction.atomic():
        organization = Organization()
        _set_record(organization, facts)
        _refuse_duplicate(organization, actor, is_distinct=is_distinct)
        store(organization)
        for department in places:
            store(Presence(organization=organization, department=department))
        return organization


@act(may_change)
def organization_update(
    *, actor: Actor, target: Organization, expected_version: int | None, **facts: Any
) -> Organization:
    """Correct the record. A new name in the world is `organization_rename`, which keeps the former one."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_change)
        _set_record(organization, facts)
        return store(organization)


@act(may_change)
def organization_rename(
    *,
    actor: Actor,
    target: Organization,
    expected_version: int | None,
    name: str,
    on: datetime.date,
    precision: str = Precision.DAY,
    short_name: str | None = None,
) -> Organization:
    """The organization took another name on a date; the former one is kept, and found by search."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_change)
        day = known_on(on, precision)
        not_to_come(day, "on")
        if tidy(name) == organization.name:
            raise Invalid(fields={"name": "C’est déjà son nom."})
        last = organization.former_names.order_by("-valid_until").first()
        if last and day <= last.valid_until:
            raise Invalid(fields={"on": "Un autre changement de nom est noté à cette date ou après."})
        store(
            OrganizationName(
                organization=organization,
                name=organization.name,
                valid_from=last.valid_until if last else None,
                valid_until=day,
                until_precision=precision,
            )
        )
        set_facts(
            organization, {"name": name, "short_name": organization.short_name if short_name is None else short_name}
        )
        return store(organization)


@act(may_archive)
def organization_archive(
    *, actor: Actor, target: Organization, expected_version: int | None, reason: str = ""
) -> Organization:
    """Keep the record for its history only: lists leave it out, its people no longer enter the portal."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_archive)
        move(organization, "archive", actor=actor, reason=reason)
        return organization


@act(may_restore)
def organization_restore(
    *, actor: Actor, target: Organization, expected_version: int | None, reason: str = ""
) -> Organization:
    """Work with it again: what was open is open again, the portal included."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_restore)
        move(organization, "restore", actor=actor, reason=reason)
        return organization


@act(may_delete)
def organization_delete(*, actor: Actor, target: Organization, expected_version: int | None) -> None:
    """Remove a record typed by mistake; one that anything cites is archived instead. National staff only."""
    with transaction.atomic():
        organization = claim(target, expected_version, actor=actor, may=may_delete)
        logo = organization.logo
        try:
            organization.delete()
        except (ProtectedError, RestrictedError) as error:
            raise Conflict(CITED, code="cited") from error
        if logo is not None:
            file_remove(file=logo)


def _set_record(organization: Organization, facts: dict[str, Any]) -> None:
    """Numbers lose their spaces, and a SIRET alone gives its SIREN."""
    for number in ("siren", "siret"):
        if number in facts:
            facts[number] = digits(facts[number] or "") or None
    set_facts(organization, facts)
    if organization.siret and not organization.siren:
        organization.siren = organization.siret[:9]


def _refuse_duplicate(organization: Organization, actor: Actor, *, is_distinct: bool) -> None:
    """A known SIREN is a refusal and a near name a question: both are said at once."""
    said: dict[str, str] = {}
    if organization.siren and Organization.objects.filter(siren=organization.siren).exists():
        said["siren"] = SIREN_KNOWN
    if not is_distinct and (known := _near_names(organization.name, actor)):
        said["is_distinct"] = f"Déjà enregistré : {known}. Cochez si c’est bien un autre organisme."
    if "siren" in said:
        raise Invalid(SIREN_KNOWN, code="organization_siren_unique", fields=said)
    if said:
        raise Invalid(f"Un nom proche est déjà enregistré : {known}.", code="possible_duplicate", fields=said)


def _near_names(name: str, actor: Actor) -> str:
    """Those the actor may read by name, else that there are some; empty when there are none."""
    similar = similar_to(name)
    readable = set(Organization.objects.visible_to(actor).filter(pk__in=[o.pk for o in similar]))
    names = [f"« {o.name} »{' (archivé)' if o.is_archived else ''}" for o in similar if o in readable]
    return ", ".join(names) or ("un organisme hors de votre périmètre" if similar else "")
