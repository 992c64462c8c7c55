"""`manage.py restore FOLDER`: back to the day of a backup, cleaned before anybody reads it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.backups.folder import BadBackup
from nqt.backups.programs import ProgramFailed
from nqt.backups.restoring import restore


class Command(BaseCommand):
    """Put the database and the files of a backup in the place of this service's."""

    help = "Stop web, worker and beat first. Mails that waited are held, sessions end, erasures since are done again."

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, and over what."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--replace", action="store_true", help="the present database goes for good")

    def handle(self, *args: Any, **options: Any) -> None:
        """What was done; a failure when somebody must look."""
        try:
            done = restore(options["folder"].resolve(), replace=options["replace"])
        except (BadBackup, ProgramFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"as of {done.made_at:%Y-%m-%d %H:%M} UTC: {done.files} files, {done.held} mails held,"
            f" {done.stopped} works stopped, {done.erased} people forgotten again"
        )
        if done.left:
            raise CommandError("\n".join(["still to forget, by hand, before people come in:", *done.left]))
