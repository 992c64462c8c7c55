"""`manage.py import_occupations`: occupations (ROME), their titles, fields of study (NSF)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentoring.matching.actions import similarities_build
from mentoring.occupations.actions import nomenclatures_load, occupations_import
from nqt.accounts.actor import Actor
from nqt.common.errors import Refusal
from regions.territories.imports import source_of


class Command(BaseCommand):
    """Load the committed files, or those France Travail published since; running it again changes nothing."""

    help = "Charge les métiers, appellations et domaines d’études livrés, ou le ROME publié par France Travail."

    def add_arguments(self, parser: CommandParser) -> None:
        """The published files, their vintage, `--dry-run`."""
        parser.add_argument("--occupations", type=Path, help="unix_referentiel_code_rome_vNNN_utf8.csv")
        parser.add_argument("--titles", type=Path, help="unix_referentiel_appellation_vNNN_utf8.csv")
        parser.add_argument("--vintage", default="", help="millésime, s’il n’est pas dans le nom des fichiers")
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui changerait")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, dry_run = Actor.system("occupations"), options["dry_run"]
        if options["titles"] and not options["occupations"]:
            raise CommandError("Donnez aussi le fichier des métiers (--occupations).")
        try:
            if options["occupations"]:
                given = {
                    name: source_of(options[name], options["vintage"])
                    for name in ("occupations", "titles")
                    if options[name]
                }
                report = occupations_import(actor=actor, dry_run=dry_run, **given)
            else:
                report = nomenclatures_load(actor=actor, dry_run=dry_run)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None
        for loaded in report:
            self.stdout.write(str(loaded))
        if not dry_run:
            similarities_build(actor=actor)
