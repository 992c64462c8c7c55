"""`manage.py services up|status|down`: PostgreSQL and Redis for a machine that has neither."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nqt.embedded import services
from nqt.embedded.place import EmbeddedError, Place


class Command(BaseCommand):
    """Needs no database: it is what makes one."""

    help = "Start, show or stop the embedded PostgreSQL and Redis. DATABASE_URL and REDIS_URL, when set, win."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["up", "status", "down"])

    def handle(self, *, action: str, **options: Any) -> None:
        """Do it and say one line a server."""
        try:
            states = getattr(services, action)(Place.of())
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        for state in states:
            self.stdout.write(str(state))
