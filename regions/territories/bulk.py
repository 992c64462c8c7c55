"""Thousands of rows at once, through COPY: 35,000 communes in under a second where INSERT takes five."""

import csv
import io
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def copy_in(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, has_public_id: bool = True
) -> None:
    """Append rows, given in the order of `columns` (database names); each gets a public id of its own, if it has one.

    Values are None, text, numbers, dates, or lists of codes. No signal is sent and no history is written.
    """
    buffer = io.StringIO()
    own = (lambda: [uuid.uuid4()]) if has_public_id else list
    csv.writer(buffer).writerows([*own(), *map(_cell, row)] for row in rows)
    buffer.seek(0)
    names = ", ".join(map(connection.ops.quote_name, (*(("public_id",) if has_public_id else ()), *columns)))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)", buffer)
    analyze(model)


def analyze(model: type[models.Model]) -> None:
    """Tell the planner what a bulk load changed: else the same transaction asks as if the table were empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _cell(value: Any) -> Any:
    return "{" + ",".join(value) + "}" if isinstance(value, list) else value
