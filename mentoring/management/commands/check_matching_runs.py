"""`manage.py check_matching_runs`: whether each run stored the proved optimum of its own data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentoring.matching.engine.certificate import faults
from mentoring.matching.models import RunRecord
from mentoring.matching.record import unpack, unpack_result


class Command(BaseCommand):
    """Slow on purpose: every graduate is compared with every mentor again, without the solver."""

    help = "Recompute the certificate of stored runs from their data; fails on the first that does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--last", type=int, default=0, help="only so many, the latest (all unless told)")

    def handle(self, *args: Any, last: int, **options: Any) -> None:
        records = RunRecord.objects.select_related("run__region").order_by("-pk")
        for record in records[:last] if last else records:
            told = faults(unpack(record.inputs), unpack_result(record.outcome))
            if told:
                raise CommandError(f"run {record.run.public_id} ({record.run}): {'; '.join(told)}")
            self.stdout.write(f"run {record.run.public_id} ({record.run}): optimum, gap 0")
        self.stdout.write(f"{records.count() if not last else min(last, records.count())} checked")
