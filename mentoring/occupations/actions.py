"""Writes on nomenclatures: the committed files, or those published since, again and again without effect."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from mentoring.occupations import imports
from mentoring.occupations.models import JobTitle, Occupation, StudyField
from nqt.accounts.actor import Actor
from regions.territories.actions import Loaded, check_importer, remember, rows_load
from regions.territories.imports import Source
from regions.territories.models import FileKind

DATA = Path(__file__).with_name("data")


def nomenclatures_load(*, actor: Actor, dry_run: bool = False) -> list[Loaded]:
    """Bring occupations (ROME), their titles and study fields (NSF) to the committed files, in one transaction.

    Nothing is deleted: people's files name what a newer vintage no longer has. Only the machine and national staff
    may. Raises `Forbidden`.
    """
    check_importer(actor)
    with transaction.atomic():
        report = [rows_load(Occupation, _rows("occupations"), key=("code",))]
        ids = dict(Occupation.objects.values_list("code", "pk"))
        titles = ({**row, "occupation": ids[row["occupation"]]} for row in _rows("job_titles"))
        report.append(rows_load(JobTitle, titles, key=("occupation", "name"), has_public_id=False))
        report.append(rows_load(StudyField, _rows("study_fields"), key=("code",)))
        transaction.set_rollback(dry_run)
    return report


def occupations_import(
    *, actor: Actor, occupations: Source, titles: Source | None = None, dry_run: bool = False
) -> list[Loaded]:
    """Bring occupations and their titles to the state of France Travail's files; all or nothing.

    Nothing is deleted, as with the committed files. Raises `Invalid` with the lines that cannot be read, `Forbidden`.
    """
    check_importer(actor)
    domains = {row["code"][0]: row["domain"] for row in _rows("occupations")}
    with transaction.atomic():
        report = [rows_load(Occupation, imports.read_occupations(occupations, domains), key=("code",))]
        if titles is not None:
            ids = dict(Occupation.objects.values_list("code", "pk"))
            rows = ({**row, "occupation": ids[row["occupation"]]} for row in imports.read_titles(titles, set(ids)))
            report.append(rows_load(JobTitle, rows, key=("occupation", "name"), has_public_id=False))
        for source, loaded in zip(filter(None, (occupations, titles)), report, strict=True):
            remember(FileKind.OCCUPATIONS, source, rows=loaded.total)
        transaction.set_rollback(dry_run)
    return report


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
