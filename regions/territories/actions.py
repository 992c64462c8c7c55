"""Writes on territories: the reference files are loaded as they are, again and again without effect."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.errors import Forbidden
from nqt.common.text import counted, fold
from regions.territories import imports, reference
from regions.territories.bulk import copy_in
from regions.territories.models import (
    Commune,
    CommuneMove,
    Department,
    FileKind,
    FormerName,
    OfficialFile,
    Region,
    RegionDepartment,
    current_codes,
)


@dataclass
class Loaded:
    """How many rows of one table were new, different, or already as in the file."""

    table: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    remarks: list[str] = field(default_factory=list)
    """What was read otherwise than it was written, row by row."""

    @property
    def total(self) -> int:
        """Rows of the file."""
        return self.created + self.updated + self.unchanged

    def __str__(self) -> str:
        words = {"ajout": self.created, "modification": self.updated, "ligne inchangée": self.unchanged}
        return f"{self.table} : {', '.join(counted(number, noun) for noun, number in words.items())}"


def territories_load(*, actor: Actor, dry_run: bool = False) -> list[Loaded]:
    """Bring regions, departments, communes and their former names to the committed files, in one transaction.

    Nothing is deleted: what a newer vintage no longer has stays, since other rows name it. Only the machine and
    national staff may. Raises `Forbidden`.
    """
    check_importer(actor)
    with transaction.atomic():
        report = [
            rows_load(Region, reference.regions(), key=("code",)),
            rows_load(Department, reference.departments(), key=("code",)),
        ]
        regions, departments = _ids(Region), _ids(Department)
        links = (
            {**row, "region": regions[row["region"]], "department": departments[row["department"]]}
            for row in reference.region_departments()
        )
        report.append(rows_load(RegionDepartment, links, key=("region", "department", "valid_from")))
        rows = [{**row, "department": departments[row["department"]]} for row in reference.communes()]
        cities, districts = [r for r in rows if not r["parent"]], [r for r in rows if r["parent"]]
        report.append(rows_load(Commune, cities, key=("code",)))
        codes = _ids(Commune)
        report.append(rows_load(Commune, ({**r, "parent": codes[r["parent"]]} for r in districts), key=("code",)))
        vintage_settle({row["code"]: row["department"] for row in rows})
        report += moves_load(reference.moves())
        transaction.set_rollback(dry_run)
    return report


def cog_import(*, actor: Actor, files: dict[str, imports.Source], dry_run: bool = False) -> list[Loaded]:
    """Bring communes, and the names of departments and regions, to the state of INSEE's files; all or nothing.

    What the files no longer have stays, since other rows name it; `moves` tell by which code it was replaced.
    Raises `Invalid` with the lines that cannot be read, `Forbidden`.
    """
    check_importer(actor)
    with transaction.atomic():
        report = []
        for name, model, column in (("v_region", Region, "REG"), ("v_departement", Department, "DEP")):
            if name in files:
                report.append(
                    rows_load(model, imports.read_names(files[name], column, set(_ids(model))), key=("code",))
                )
        departments = _ids(Department)
        rows = imports.read_communes(files["v_commune"], set(departments))
        rows = [{**row, "department": departments[row["department"]]} for row in rows]
        empty: dict[str, Any] = {"postal_codes": []}
        report.append(rows_load(Commune, [r for r in rows if not r["parent"]], key=("code",), of_new=empty))
        codes = _ids(Commune)
        districts = [{**row, "parent": codes[row["parent"]]} for row in rows if row["parent"]]
        if districts:
            report.append(rows_load(Commune, districts, key=("code",), of_new=empty))
        vintage_settle({row["code"]: row["department"] for row in rows})
        if "v_mvt_commune" in files:
            report += moves_load(imports.read_moves(files["v_mvt_commune"]))
        for source in files.values():
            remember(FileKind.COG, source, rows=sum(loaded.total for loaded in report))
        transaction.set_rollback(dry_run)
    return report


def vintage_settle(departments: dict[str, int]) -> None:
    """Communes that a vintage `{code: department}` has no more are over, in the departments it covers.

    The caller has a transaction.
    """
    covered = Commune.objects.filter(department__in=set(departments.values()))
    covered.filter(is_current=True).exclude(code__in=departments).update(is_current=False)
    covered.filter(is_current=False, code__in=departments).update(is_current=True)


def moves_load(rows: Iterable[dict[str, Any]]) -> list[Loaded]:
    """Codes that replaced others, and the former names by which people still know the communes of today.

    `[{before, name, after, on}]`, as `imports.read_moves` gives them; the caller has a transaction.
    """
    rows = list(rows)
    moves = {
        (row["before"], row["after"], row["on"]): {name: row[name] for name in ("before", "after", "on")}
        for row in rows
        if row["before"] != row["after"]
    }
    report = []
    if moves:
        report.append(rows_load(CommuneMove, moves.values(), key=("before", "after", "on"), has_public_id=False))
    now = current_codes({row["before"] for row in rows})
    communes = {code: (pk, fold(name)) for code, pk, name in Commune.objects.values_list("code", "pk", "name")}
    names = {}
    for row in rows:
        pk, today = communes.get(now[row["before"]], (None, ""))
        if pk and fold(row["name"]) not in ("", today):
            names[pk, row["name"]] = {"commune": pk, "name": row["name"]}
    if names:
        report.append(rows_load(FormerName, names.values(), key=("commune", "name"), has_public_id=False))
    return report


def postal_codes_import(*, actor: Actor, source: imports.Source, dry_run: bool = False) -> Loaded:
    """Give each commune its postal codes; those of communes the file does not name stay as they are."""
    check_importer(actor)
    with transaction.atomic():
        codes = imports.read_postal_codes(source)
        now = current_codes(codes)
        wanted: dict[str, set[str]] = {}
        for code, postal in codes.items():
            wanted.setdefault(now[code], set()).update(postal)
        report = Loaded("codes postaux")
        changed = []
        for commune in Commune.objects.filter(code__in=wanted):
            postal_codes = sorted(wanted[commune.code])
            if commune.postal_codes != postal_codes:
                commune.postal_codes = postal_codes
                changed.append(commune)
            else:
                report.unchanged += 1
        Commune.objects.bulk_update(changed, ["postal_codes"], batch_size=2000)
        report.updated = len(changed)
        remember(FileKind.POSTAL_CODES, source, rows=len(codes))
        transaction.set_rollback(dry_run)
    return report


def check_importer(actor: Actor) -> None:
    """Reference data are the machine's and national staff's matter; raises `Forbidden`."""
    if actor.role not in (Role.SYSTEM, Role.STAFF_NATIONAL):
        raise Forbidden


def remember(kind: FileKind, source: imports.Source, *, rows: int) -> OfficialFile:
    """The provenance of what was just imported; the same file again is the same row, with the date of the last time."""
    facts = {"name": source.name[:200], "vintage": source.vintage, "size": len(source.content), "rows": rows}
    latest = {**facts, "imported_at": timezone.now()}
    known, _ = OfficialFile.objects.update_or_create(kind=kind, sha256=source.sha256, defaults=latest)
    return known


def _ids(model: type[models.Model]) -> dict[str, int]:
    return dict(model._default_manager.values_list("code", "pk"))


def rows_load(
    model: type[models.Model],
    rows: Iterable[dict[str, Any]],
    *,
    key: tuple[str, ...],
    of_new: dict[str, Any] | None = None,
    has_public_id: bool = True,
) -> Loaded:
    """Insert what is new, rewrite what differs; foreign keys are given as primary keys, `of_new` completes new rows."""
    rows = list(rows)
    fields = list(rows[0])
    own_key = itemgetter(*key)
    known = {own_key(row): row for row in model._default_manager.values(*fields)}
    report = Loaded(str(model._meta.verbose_name))
    created = [row for row in rows if own_key(row) not in known]
    changed = [row for row in rows if row != known.get(own_key(row), row)]
    copied = [model._meta.get_field(field).column for field in (*fields, *(of_new or {}))]
    values = ([*row.values(), *(of_new or {}).values()] for row in created)
    copy_in(model, copied, values, has_public_id=has_public_id)
    for row in changed:
        model._default_manager.filter(**{k: row[k] for k in key}).update(**row)
    report.created, report.updated = len(created), len(changed)
    report.unchanged = len(rows) - report.created - report.updated
    return report
