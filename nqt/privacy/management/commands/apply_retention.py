"""`manage.py apply_retention`: what is past its term goes now, instead of in the night."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from nqt.privacy.retention import foreseen, purge


class Command(BaseCommand):
    """Purge, or say what the purge would take."""

    help = "Take away what is past its term, as every night does; --dry-run says what would go, table by table."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to do it, and what a later day would take."""
        parser.add_argument("--dry-run", action="store_true", help="take nothing away, say what would go")
        parser.add_argument("--on", help="with --dry-run: what would go that day (2027-01-31)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Numbers alone: no name leaves."""
        if options["dry_run"]:
            return self._foretell(self._moment(options["on"]))
        if options["on"]:
            raise CommandError("--on is for --dry-run: nothing goes before its term.")
        done = purge(now=timezone.now())
        for label, number in sorted(done.gone.items()):
            self.stdout.write(f"{label}: {number}")
        self.stdout.write(f"gone {done.gone.total()}, told {done.told}, held {done.held}")

    def _foretell(self, now: datetime.datetime) -> None:
        total = 0
        for step, number in foreseen(now):
            total += number
            self.stdout.write(f"{step.label}: {number} ({step.term})")
        self.stdout.write(f"would go {total}")

    def _moment(self, text: str | None) -> datetime.datetime:
        if not text:
            return timezone.now()
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise CommandError(f"--on {text!r} is no day (2027-01-31).")
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
