"""Making a backup while people work: nothing is locked, nothing is stopped."""

import shutil
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.utils import timezone

from nqt.backups.folder import DUMP, FILES, BadBackup, Manifest, copy_missing, digest_of, files_in, media
from nqt.backups.programs import run
from nqt.files.models import StoredFile
from nqt.privacy import journal


def make(folder: Path) -> Manifest:
    """The whole service in an empty folder. Raises `BadBackup`, `ProgramFailed`."""
    if folder.exists() and any(folder.iterdir()):
        raise BadBackup(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made_at = timezone.now()
    copy_missing(media(), folder / FILES)
    rows = _rows()
    run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / DUMP}")
    copy_missing(media(), folder / FILES)
    if journal.place().exists():
        shutil.copyfile(journal.place(), folder / journal.NAME)
    keys = StoredFile.objects.on_disk().order_by("key_id").values_list("key_id", flat=True).distinct()
    manifest = Manifest(
        made_at=made_at.isoformat(),
        digest=digest_of(folder / DUMP),
        rows=rows,
        files=sum(1 for _ in files_in(folder / FILES)),
        keys=list(keys),
    )
    manifest.write(folder)
    return manifest


def _rows() -> dict[str, int]:
    """Of every table that has a model."""
    there = set(connection.introspection.table_names())
    models = {model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in there}
    return {table: model._base_manager.count() for table, model in sorted(models.items())}
