"""`manage.py import_territories cog_ensemble_2026_csv.zip`: the communes of a year, as INSEE publishes them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.accounts.actor import Actor
from nqt.common.errors import Refusal
from regions.territories.actions import cog_import
from regions.territories.imports import cog_of


class Command(BaseCommand):
    """Load the COG; running it again changes nothing, and a file with one bad line changes nothing either."""

    help = "Importe le code officiel géographique de l’INSEE (dossier ou zip : v_commune_AAAA.csv et les siens)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder or zip, its vintage, `--dry-run`."""
        parser.add_argument("source", type=Path, help="dossier ou zip publié par l’INSEE")
        parser.add_argument("--vintage", default="", help="millésime, s’il n’est pas dans le nom des fichiers")
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui changerait")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = cog_of(options["source"], options["vintage"])
            report = cog_import(actor=Actor.system("territories"), files=files, dry_run=options["dry_run"])
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None
        for loaded in report:
            self.stdout.write(str(loaded))
