"""`manage.py load_eligibility_rules`: the conditions of access, where there are none yet."""

from typing import Any

from django.core.management.base import BaseCommand

from mentoring.graduates.actions import rules_load
from nqt.accounts.actor import Actor


class Command(BaseCommand):
    """Run once when the service is installed; running it again changes nothing."""

    help = "Charge les conditions d’accès (niveau, âge, territoire, situation) s’il n’y en a aucune."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Conditions d’accès ajoutées : {rules_load(actor=Actor.system('eligibility'))}.")
