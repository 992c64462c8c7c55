"""The real history, 2005–2015, from the files of `history/`: every date with its precision, every fact with its source.

Recorded through the features' actions, as staff would who enter what happened before the software.
"""

from collections import defaultdict

from nqt.accounts.actor import Actor
from nqt.demo.tables import date, provenance, rows
from partners.conventions.actions import convention_record
from partners.conventions.actions.record import RecordedParty
from partners.organizations.actions import membership_add, organization_create, presence_add
from partners.organizations.models import Organization
from regions.coverage.actions import coverage_open
from regions.territories.models import Commune, Department, Region

Organizations = dict[str, Organization]


def tell(actor: Actor) -> Organizations:
    """Coverage, organizations and their ties; the organizations by key."""
    _coverage(actor)
    organizations = _organizations(actor)
    _ties(actor, organizations)
    return organizations


def _coverage(actor: Actor) -> None:
    regions, departments = Region.objects.in_bulk(field_name="code"), Department.objects.in_bulk(field_name="code")
    for row in rows("history/coverage"):
        coverage_open(
            actor=actor,
            region=regions.get(row["region"]),
            department=departments.get(row["department"]),
            valid_from=date(row["valid_from"]),
            from_precision=row["from_precision"],
            not_before=date(row["not_before"]),
            certainty=row["certainty"],
            note=row["source"],
        )


def _organizations(actor: Actor) -> Organizations:
    return {
        row["key"]: organization_create(
            actor=actor,
            is_distinct=True,
            is_nqt=row["key"] == "nqt",
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            legal_form=row["legal_form"],
            siren=row["siren"],
            seat=Commune.objects.select_related("department").filter(code=row["seat"]).first(),
            note=provenance(row),
        )
        for row in rows("history/organizations")
    }


def _ties(actor: Actor, organizations: Organizations) -> None:
    for row in rows("history/memberships"):
        membership_add(
            actor=actor,
            member=organizations[row["member"]],
            body=organizations[row["body"]],
            valid_from=date(row["valid_from"]),
            from_precision=row["from_precision"] or "day",
        )
    for row in rows("history/presences"):
        organization = organizations[row["organization"]]
        for department in _departments(row).exclude(presences__organization=organization):
            presence_add(
                actor=actor,
                organization=organization,
                department=department,
                valid_from=date(row["valid_from"]),
                from_precision=row["from_precision"] or "day",
            )


def _departments(row: dict[str, str]):
    """The department of a line, or all those of its region."""
    if row["region"]:
        return Department.objects.of_region(row["region"])
    return Department.objects.filter(code=row.get("department", ""))


def tell_conventions(actor: Actor, organizations: Organizations) -> None:
    """The three conventions of the source, complete: every party signed on its date, as precisely as it is known."""
    parties: dict[str, list[RecordedParty]] = defaultdict(list)
    for row in rows("history/signatories"):
        party = RecordedParty(organizations[row["organization"]], date(row["signed_on"]), row["precision"])
        parties[row["convention"]].append(party)
    for row in rows("history/conventions"):
        convention_record(
            actor=actor,
            parties=parties[row["key"]],
            departments=list(_departments(row)),
            title=row["title"],
            kind=row["kind"],
            starts_on=date(row["starts_on"]),
            starts_precision=row["starts_precision"],
        )
