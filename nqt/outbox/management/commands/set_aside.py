"""`manage.py set_aside`: what lay on the broker and no worker could read."""

from typing import Any

import redis
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.outbox import set_aside


class Command(BaseCommand):
    """List it, or empty the list once it was looked at."""

    help = "List the messages of the broker that no worker could read (the last 200; all are counted)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to empty the list."""
        parser.add_argument("--clear", action="store_true", help="they were looked at: empty the list and the count")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for entry in set_aside.entries():
                self.stdout.write(f"{entry.at} {entry.queue} {entry.size} bytes, {entry.reason}: {entry.head[:120]}")
            counted = set_aside.clear() if options["clear"] else set_aside.count()
        except redis.RedisError as error:
            raise CommandError(f"the broker does not answer: {type(error).__name__}") from error
        self.stdout.write(f"set aside: {counted}{', emptied' if options['clear'] else ''}")
