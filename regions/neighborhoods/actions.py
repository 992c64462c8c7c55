"""Writes on neighborhoods: a generation is imported as a whole, or not at all."""

from collections.abc import Iterable

from django.db import transaction

from nqt.accounts.actor import Actor
from nqt.common.errors import Invalid
from nqt.common.tables import Rejections
from regions.neighborhoods.imports import Row, read_list, read_perimeters
from regions.neighborhoods.models import Generation, PriorityNeighborhood, in_force
from regions.territories.actions import Loaded, check_importer, remember
from regions.territories.bulk import analyze
from regions.territories.imports import Source
from regions.territories.models import Commune, Department, FileKind, current_codes

MOVES_FIRST = (
    "Une commune a pu fusionner depuis : chargez d’abord les mouvements de communes "
    "(`manage.py import_reference_territories`, ou `manage.py import_territories` avec v_mvt_commune)."
)
PREFIX = {Generation.OF_2015: "QP", Generation.OF_2024: "QN"}


def neighborhoods_import(
    *,
    actor: Actor,
    generation: int,
    names: Source | None = None,
    perimeters: Source | None = None,
    is_approximate: bool = False,
    dry_run: bool = False,
) -> Loaded:
    """Bring a generation to the state of its list, of its perimeters, or of both.

    The list's names and communes win; a perimeter is kept when only the list is given. Raises `Invalid` with the lines
    that cannot be read, `Forbidden`.
    """
    check_importer(actor)
    if names is None and perimeters is None:
        raise Invalid("Donnez la liste des quartiers, leurs périmètres, ou les deux.")
    drawn = {row.code: row for row in read_perimeters(perimeters)} if perimeters else {}
    listed = {row.code: row for row in read_list(names)} if names else {}
    rows = {**drawn, **listed}
    for code, row in rows.items():
        row.shape = drawn[code].shape if code in drawn else row.shape
        row.remark = drawn[code].remark if code in drawn else ""
    with transaction.atomic():
        report = neighborhoods_store(generation=generation, rows=rows.values(), is_approximate=is_approximate)
        for source in filter(None, (names, perimeters)):
            remember(FileKind.NEIGHBORHOODS, source, rows=len(rows))
        transaction.set_rollback(dry_run)
    return report


def neighborhoods_store(*, generation: int, rows: Iterable[Row], is_approximate: bool = False) -> Loaded:
    """Insert what is new, rewrite what differs; what the files no longer have stays. The caller has a transaction."""
    rows = list(rows)
    departments = {department.code: department for department in Department.objects.all()}
    now = current_codes({code for row in rows for code in row.communes})
    communes = {
        commune.code: commune.parent_id or commune.pk for commune in Commune.objects.filter(code__in=now.values())
    }
    rejections = Rejections()
    for row in rows:
        if not row.code.startswith(PREFIX[Generation(generation)]):
            rejections.add(row.line, f"{row.code} n’est pas un quartier de la génération {generation}.")
        if row.department not in departments:
            rejections.add(row.line, f"le département « {row.department} » est inconnu.")
        for code in row.communes:
            if now[code] not in communes:
                rejections.add(row.line, f"la commune {code} est inconnue.")
    rejections.check(hint=MOVES_FIRST if set(now.values()) - set(communes) else "")
    known = {found.code: found for found in PriorityNeighborhood.objects.filter(generation=generation)}
    report = Loaded("quartiers prioritaires")
    created, changed = [], []
    for row in rows:
        department = departments[row.department]
        facts = {"name": row.name, "department": department, **in_force(generation, department)}
        if row.shape is not None:
            facts |= {"shape": row.shape, "is_approximate": is_approximate}
        found = known.get(row.code)
        if found is None:
            created.append(PriorityNeighborhood(generation=generation, code=row.code, **facts))
        elif any(_stored(found, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(found, name, value)
            changed.append(found)
    fields = ["name", "department", "valid_from", "valid_until", "shape", "is_approximate"]
    PriorityNeighborhood.objects.bulk_create(created)
    PriorityNeighborhood.objects.bulk_update(changed, fields, batch_size=500)
    moved = _link(rows, {row.code: {communes[now[code]] for code in row.communes} for row in rows})
    report.created = len(created)
    report.updated = len({found.code for found in changed} | (moved - {found.code for found in created}))
    report.unchanged = len(rows) - report.created - report.updated
    report.remarks = [f"{row.code} {row.name} : {row.remark}" for row in rows if row.remark]
    return report


def _stored(found: PriorityNeighborhood, name: str) -> object:
    value = getattr(found, name)
    return bytes(value) if isinstance(value, memoryview) else value


def _link(rows: list[Row], wanted: dict[str, set[int]]) -> set[str]:
    """Bring the communes of each neighborhood to what the file says; answers the codes whose communes changed."""
    links = PriorityNeighborhood.communes.through
    ids = dict(PriorityNeighborhood.objects.filter(code__in=wanted).values_list("code", "pk"))
    codes = {pk: code for code, pk in ids.items()}
    held = set(
        links.objects.filter(priorityneighborhood__in=codes).values_list("priorityneighborhood_id", "commune_id")
    )
    due = {(ids[row.code], commune) for row in rows for commune in wanted[row.code]}
    gone = held - due
    for neighborhood, commune in gone:
        links.objects.filter(priorityneighborhood=neighborhood, commune=commune).delete()
    links.objects.bulk_create(links(priorityneighborhood_id=n, commune_id=c) for n, c in sorted(due - held))
    for model in (PriorityNeighborhood, links):
        analyze(model)
    return {codes[neighborhood] for neighborhood, _ in gone | (due - held)}
