"""One at a time through a decision that no single row stands for."""

from django.db import connection, transaction


def one_at_a_time(name: str) -> None:
    """Wait for our turn under a name, and keep it until the transaction ends: PostgreSQL's advisory lock.

    The caller owns the transaction, and asks before it reads what it will decide upon; outside of one the turn would
    be over at once, so that it is refused (`TransactionManagementError`).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"a turn outside a transaction holds nothing: {name}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
