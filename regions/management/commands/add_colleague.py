"""`manage.py add_colleague`: the first member of the staff; the others are placed from the page."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import OTHER, SAME
from nqt.common.errors import Refusal
from regions.assignments.actions import colleague_add
from regions.territories.models import Department, Region


class Command(BaseCommand):
    """The account is made when the address is new; its person signs in with a mailed code, then enrols an app."""

    help = "Confie à une personne toute la France, une région ou un département, et lui écrit comment se connecter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="adresse électronique")
        parser.add_argument("--first-name", default="", help="prénom")
        parser.add_argument("--last-name", default="", help="nom")
        territory = parser.add_mutually_exclusive_group(required=True)
        territory.add_argument("--national", action="store_true", help="toute la France")
        territory.add_argument("--region", metavar="CODE", help="code INSEE d’une région")
        territory.add_argument("--department", metavar="CODE", help="code d’un département")
        parser.add_argument("--from", dest="since", type=datetime.date.fromisoformat, help="AAAA-MM-JJ (aujourd’hui)")
        parser.add_argument(
            "--address-holder",
            choices=[SAME, OTHER],
            default="",
            help="à qui est le compte qu’aurait déjà cette adresse",
        )
        parser.add_argument("--dry-run", action="store_true", help="ne rien écrire, dire ce qui serait fait")

    def handle(self, *args: Any, **options: Any) -> None:
        """One transaction; a refusal is one line."""
        try:
            with transaction.atomic():
                assignment = colleague_add(
                    actor=Actor.system("add_colleague"),
                    email=options["email"],
                    first_name=options["first_name"],
                    last_name=options["last_name"],
                    address_holder=options["address_holder"],
                    valid_from=options["since"] or timezone.localdate(),
                    is_national=options["national"],
                    region=_named(Region, options["region"]),
                    department=_named(Department, options["department"]),
                )
                transaction.set_rollback(options["dry_run"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        will = "serait chargé(e)" if options["dry_run"] else "est chargé(e)"
        self.stdout.write(f"{assignment.user} {will} de : {assignment.territory_name}.")


def _named(model: type[Region] | type[Department], code: str | None) -> Any:
    """The territory of a code; none was asked, or there is none."""
    if not code:
        return None
    found = model.objects.filter(code=code.upper()).first()
    if found is None:
        raise CommandError(f"Aucun territoire ne porte le code {code} (import_reference_territories les charge).")
    return found
