"""`manage.py build_similarities`: how alike occupations are, and fields of study, stored for the matching."""

from typing import Any

from django.core.management.base import BaseCommand

from mentoring.matching.actions import similarities_build
from nqt.accounts.actor import Actor


class Command(BaseCommand):
    """After a nomenclature was loaded; running it again changes nothing."""

    help = "Construit les tables de ressemblance des métiers et des domaines d’études, si elles ont à changer."

    def handle(self, *args: Any, **options: Any) -> None:
        for row in similarities_build(actor=Actor.system("similarities")):
            self.stdout.write(f"{row} : {len(row.codes.split())} codes, {row.sha256[:12]}.")
