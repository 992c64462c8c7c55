"""`manage.py rewrap_files`: after a new key was put first in `FILE_KEYS`, every file passes to it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from nqt.common.errors import Unavailable
from nqt.files import vault
from nqt.files.models import StoredFile

BATCH = 200


class Command(BaseCommand):
    """Wrap the keys of files by the current key; no file is read or written."""

    help = "Wrap every file's key by the first key of FILE_KEYS; may be stopped and run again. Then drop the old key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to do it."""
        parser.add_argument("--dry-run", action="store_true", help="say how many would pass, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Batch by batch; what lacks its key is counted and left."""
        try:
            current = vault.current_key()
        except vault.BadKeys as error:
            raise CommandError(f"FILE_KEYS: {error}.") from error
        if options["dry_run"]:
            self.stdout.write(f"would pass to {current}: {StoredFile.objects.not_under(current).count()}")
            return
        done, failed, last = 0, 0, 0
        while keys := _next(current, last):
            last = keys[-1]
            with transaction.atomic():
                rows = StoredFile.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
                for file in rows:
                    try:
                        file.key_id, file.wrapped_key = vault.rewrap(
                            file.key_id, file.wrapped_key, bound_to=file.bound_to
                        )
                    except Unavailable:
                        failed += 1
                        continue
                    file.save(update_fields=["key_id", "wrapped_key"])
                    done += 1
        self.stdout.write(f"passed to {current}: {done}")
        if failed:
            raise CommandError(f"{failed} could not be unwrapped: a key is missing, or the row was altered.")


def _next(current: str, last: int) -> list[int]:
    rows = StoredFile.objects.not_under(current).filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])
