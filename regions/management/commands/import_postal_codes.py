"""`manage.py import_postal_codes 019HexaSmal.csv`: La Poste's official base of postal codes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.accounts.actor import Actor
from nqt.common.errors import Refusal
from regions.territories.actions import postal_codes_import
from regions.territories.imports import source_of


class Command(BaseCommand):
    """Load the postal codes of communes; running it again changes nothing."""

    help = "Importe la base officielle des codes postaux de La Poste."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, its vintage, `--dry-run`."""
        parser.add_argument("source", type=Path, help="fichier CSV publié par La Poste")
        parser.add_argument("--vintage", default="", help="millésime, s’il n’est pas dans le nom du fichier")
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui changerait")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = source_of(options["source"], options["vintage"])
            loaded = postal_codes_import(actor=Actor.system("territories"), source=source, dry_run=options["dry_run"])
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(str(loaded))
