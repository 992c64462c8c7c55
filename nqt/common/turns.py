"""One at a time through a decision that no single row stands for."""

from typing import Any

from django.db import connection, transaction


def one_at_a_time(name: str) -> None:
    """Wait for our turn under a name, and keep it until the transaction ends: PostgreSQL's advisory lock.

    The caller owns the transaction, and asks before it reads what it will decide upon; outside of one the turn would
    be over at once, so that it is refused (`TransactionManagementError`).
    """
    _ask("pg_advisory_xact_lock", name)


def at_once_or_not(name: str) -> bool:
    """Our turn, without waiting for it; False when it is somebody else's now."""
    return bool(_ask("pg_try_advisory_xact_lock", name))


def _ask(function: str, name: str) -> Any:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"a turn outside a transaction holds nothing: {name}")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
        return cursor.fetchone()[0]
