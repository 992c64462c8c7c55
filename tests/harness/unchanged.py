"""Denied means unchanged: the whole database, hashed before and after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOGS = frozenset({"django_session", "audit_accessrecord", "audit_securityevent", "django_migrations"})
"""A denial may open a session and is written in the security log; nothing else moves."""


def fingerprint() -> dict[str, tuple[int, int]]:
    """Table → (rows, sum of the rows' hashes)."""
    with connection.cursor() as cursor:
        known = connection.introspection.get_table_list(cursor)
        tables = [table.name for table in known if table.type == "t" and table.name not in LOGS]
        parts = (
            f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{table}\" t"  # noqa: S608
            for table in tables
        )
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (rows, int(total)) for name, rows, total in cursor.fetchall()}


@contextmanager
def unchanged() -> Iterator[None]:
    """Fails, naming the tables, when anything was written meanwhile."""
    before = fingerprint()
    yield
    after = fingerprint()
    moved = sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))
    assert not moved, f"Written although denied: {', '.join(moved)}"
