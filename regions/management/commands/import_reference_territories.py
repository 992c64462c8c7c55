"""`manage.py import_reference_territories`: regions of both maps, departments and communes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nqt.accounts.actor import Actor
from regions.territories.actions import territories_load


class Command(BaseCommand):
    """Load the files committed in `regions/territories/data`; running it again changes nothing."""

    help = "Charge les régions (avant et depuis 2016), départements et communes livrés avec le logiciel."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` says what would change."""
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui changerait")

    def handle(self, *args: Any, **options: Any) -> None:
        for loaded in territories_load(actor=Actor.system("territories"), dry_run=options["dry_run"]):
            self.stdout.write(str(loaded))
