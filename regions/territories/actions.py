"""Writes on territories: the reference files are loaded as they are, again and again without effect."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import models, transaction

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.errors import Forbidden
from regions.territories import reference
from regions.territories.bulk import copy_in
from regions.territories.models import Commune, Department, Region, RegionDepartment


@dataclass
class Loaded:
    """How many rows of one table were new, different, or already as in the file."""

    table: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0


def territories_load(*, actor: Actor, dry_run: bool = False) -> list[Loaded]:
    """Bring regions, departments and communes to the state of the committed files, in one transaction.

    Nothing is deleted: what a newer vintage no longer has stays, since other rows name it. Only the machine and
    national staff may. Raises `Forbidden`.
    """
    if actor.role not in (Role.SYSTEM, Role.STAFF_NATIONAL):
        raise Forbidden
    with transaction.atomic():
        report = [
            _load(Region, reference.regions(), key=("code",)),
            _load(Department, reference.departments(), key=("code",)),
        ]
        regions, departments = _ids(Region), _ids(Department)
        links = (
            {**row, "region": regions[row["region"]], "department": departments[row["department"]]}
            for row in reference.region_departments()
        )
        report.append(_load(RegionDepartment, links, key=("region", "department", "valid_from")))
        rows = [{**row, "department": departments[row["department"]]} for row in reference.communes()]
        cities, districts = [r for r in rows if not r["parent"]], [r for r in rows if r["parent"]]
        report.append(_load(Commune, cities, key=("code",)))
        codes = _ids(Commune)
        report.append(_load(Commune, ({**r, "parent": codes[r["parent"]]} for r in districts), key=("code",)))
        transaction.set_rollback(dry_run)
    return report


def _ids(model: type[models.Model]) -> dict[str, int]:
    return dict(model._default_manager.values_list("code", "pk"))


def _load(model: type[models.Model], rows: Iterable[dict[str, Any]], *, key: tuple[str, ...]) -> Loaded:
    """Insert what is new, rewrite what differs; foreign keys are given as primary keys."""
    rows = list(rows)
    fields = list(rows[0])
    own_key = itemgetter(*key)
    known = {own_key(row): row for row in model._default_manager.values(*fields)}
    report = Loaded(str(model._meta.verbose_name))
    created = [row for row in rows if own_key(row) not in known]
    changed = [row for row in rows if row != known.get(own_key(row), row)]
    copy_in(model, [model._meta.get_field(field).column for field in fields], (row.values() for row in created))
    for row in changed:
        model._default_manager.filter(**{k: row[k] for k in key}).update(**row)
    report.created, report.updated = len(created), len(changed)
    report.unchanged = len(rows) - report.created - report.updated
    return report
