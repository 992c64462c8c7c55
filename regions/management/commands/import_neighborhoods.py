"""`manage.py import_neighborhoods --generation 2024 --perimeters qpv.geojson`: the ANCT's priority neighborhoods."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.accounts.actor import Actor
from nqt.common.errors import Refusal
from regions.neighborhoods.actions import neighborhoods_import
from regions.neighborhoods.models import Generation
from regions.territories.imports import source_of


class Command(BaseCommand):
    """Load one generation; running it again changes nothing, and a file with one bad line changes nothing either."""

    help = "Importe les quartiers prioritaires d’une génération : la liste, les périmètres, ou les deux."

    def add_arguments(self, parser: CommandParser) -> None:
        """The generation, its files, `--dry-run`."""
        parser.add_argument("--generation", type=int, choices=Generation.values, required=True)
        parser.add_argument("--list", type=Path, dest="names", help="liste publiée par l’ANCT (CSV)")
        parser.add_argument("--perimeters", type=Path, help="périmètres en WGS 84 (GeoJSON, ou le zip de l’ANCT)")
        parser.add_argument("--vintage", default="", help="millésime, s’il n’est pas dans le nom des fichiers")
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui changerait")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line, then what had to be mended."""
        given = {name: options[name] for name in ("names", "perimeters") if options[name]}
        try:
            loaded = neighborhoods_import(
                actor=Actor.system("neighborhoods"),
                generation=options["generation"],
                dry_run=options["dry_run"],
                **{name: source_of(path, options["vintage"]) for name, path in given.items()},
            )
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(str(loaded))
        if loaded.remarks:
            self.stdout.write(f"Périmètres invalides tels que publiés ({len(loaded.remarks)}) :")
            self.stdout.write("\n".join(sorted(loaded.remarks, key=_to_check_first)))


def _to_check_first(remark: str) -> tuple[bool, str]:
    return "à vérifier" not in remark, remark
