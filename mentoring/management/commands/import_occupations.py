"""`manage.py import_occupations`: occupations (ROME), their titles, fields of study (NSF)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mentoring.occupations.actions import nomenclatures_load
from nqt.accounts.actor import Actor


class Command(BaseCommand):
    """Load the files committed in `mentoring/occupations/data`; running it again changes nothing."""

    help = "Charge les métiers, leurs appellations et les domaines d’études livrés avec le logiciel."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` says what would change."""
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui changerait")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a table."""
        for loaded in nomenclatures_load(actor=Actor.system("occupations"), dry_run=options["dry_run"]):
            self.stdout.write(str(loaded))
