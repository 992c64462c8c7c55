"""`manage.py run_due`: all due work, now, in this process."""

import datetime
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from nqt.outbox.actions import message_retry
from nqt.outbox.delivery import drain
from nqt.outbox.models import Message
from nqt.outbox.reminders import rules
from nqt.outbox.sweeping import sweep, wanted


class Command(BaseCommand):
    """Run the rules, close what is past its term, send what is due."""

    help = "Do all due work now: run the reminder rules, close expired messages, send what is due. Needs no broker."

    def add_arguments(self, parser: CommandParser) -> None:
        """At which moment, and whether to do it or only to say it."""
        parser.add_argument("--as-of", help="as if it were that moment: 2026-11-23 or 2026-11-23T09:00 (Paris)")
        parser.add_argument("--force", action="store_true", help="accept a moment in the future")
        parser.add_argument("--dry-run", action="store_true", help="write and send nothing, say what would be")
        parser.add_argument("--retry-failed", action="store_true", help="first try again what had been given up")

    def handle(self, *args: Any, **options: Any) -> None:
        now = self._moment(options["as_of"], force=options["force"])
        if options["dry_run"]:
            return self._foretell(now or timezone.now())
        if options["retry_failed"]:
            for message in Message.objects.given_up().order_by("pk").iterator():
                message_retry(message=message)
        swept = sweep(now=now, publish=False)
        sent = drain(now=now, budget=None)
        self.stdout.write(f"posted {swept.posted}, expired {swept.expired}, sent {sent}")
        if swept.failed_rules:
            raise CommandError(f"These rules failed: {', '.join(swept.failed_rules)}.")

    def _foretell(self, now: datetime.datetime) -> None:
        """What would be done."""
        posted: Counter[str] = Counter()
        for rule in rules().values():
            posted.update(reminder.kind for reminder in wanted(rule, now))
        due: Counter[str] = Counter()
        for kind in Message.objects.due(now).order_by("pk").values_list("kind", flat=True).iterator():
            due[kind] += 1
        for title, counts in (("would post", posted), ("would send", due)):
            self.stdout.write(f"{title} {counts.total()}")
            for kind, count in sorted(counts.items()):
                self.stdout.write(f"  {kind}: {count}")
        self.stdout.write(f"would expire {Message.objects.overdue(now).count()}")

    def _moment(self, text: str | None, *, force: bool) -> datetime.datetime | None:
        if not text:
            return None
        try:
            moment = parse_datetime(text) if "T" in text or " " in text else None
            if moment is None and (day := parse_date(text)):
                moment = datetime.datetime.combine(day, datetime.time(12))
        except ValueError:
            moment = None
        if moment is None:
            raise CommandError(f"--as-of {text!r} is neither a date (2026-11-23) nor a time (2026-11-23T09:00).")
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment, timezone.get_default_timezone())
        if moment > timezone.now() and not force:
            raise CommandError("--as-of lies in the future: mails would leave before their time. Add --force to do it.")
        return moment
