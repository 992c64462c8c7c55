"""`manage.py demo_data`: fill an empty database with the real history and the invented present."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.demo import patrons, telling


class Command(BaseCommand):
    """Deterministic for a seed and a day; does nothing where the demo is already."""

    help = "Charge les données de démonstration : l’histoire réelle 2005–2015, puis une suite inventée."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is drawn, and from which seed."""
        parser.add_argument("--seed", type=int, default=telling.SEED, help="graine du tirage")
        parser.add_argument(
            "--landlords",
            type=int,
            default=telling.LANDLORDS,
            help=f"bailleurs partenaires au 23 juillet 2015, dont {patrons.NAMED} réels",
        )

        parser.add_argument("--graduates", type=int, default=telling.GRADUATES, help="jeunes diplômés inventés")
        parser.add_argument("--mentors", type=int, default=telling.MENTORS, help="parrains et marraines inventés")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside the demo: the accounts it makes have a password that everybody can read."""
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "demo_data crée des comptes au mot de passe connu : réglages de démonstration seulement."
            )
        if options["landlords"] < patrons.NAMED:
            raise CommandError(f"--landlords : {patrons.NAMED} au moins, ceux que la source nomme.")
        if min(options["graduates"], options["mentors"]) < 0:
            raise CommandError("--graduates et --mentors : zéro ou plus.")
        if telling.is_told():
            self._say(options, "Les données de démonstration sont déjà là.")
            return
        began = time.monotonic()
        told = ("seed", "landlords", "graduates", "mentors")
        telling.tell(**{name: options[name] for name in told})
        self._say(options, f"Données de démonstration chargées en {time.monotonic() - began:.1f} s.")

    def _say(self, options: dict[str, Any], sentence: str) -> None:
        if options["verbosity"]:
            self.stdout.write(sentence)
