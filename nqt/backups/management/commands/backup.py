"""`manage.py backup FOLDER`: the whole service in a folder, while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.backups.folder import BadBackup
from nqt.backups.making import make
from nqt.backups.programs import ProgramFailed


class Command(BaseCommand):
    """Copy the files and dump the database."""

    help = (
        "Write the database and the sealed files into an empty folder; carry it elsewhere, encrypted (docs/operations)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """One line when it is whole."""
        try:
            manifest = make(options["folder"].resolve())
        except (BadBackup, ProgramFailed, OSError) as error:
            raise CommandError(str(error)) from error
        keys = ", ".join(manifest.keys) or "none"
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{options['folder']}: {rows} rows, {manifest.files} files, keys needed: {keys}")
