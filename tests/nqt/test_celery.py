"""What a worker does before its first task."""

from celery import signals
from django.db import connections

from nqt import celery


def statement_timeout() -> str:
    connection = connections.create_connection("default")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        (value,) = cursor.fetchone()
    connection.close()
    return value


def test_statements_of_a_worker_may_last_longer_than_those_of_a_page(db, monkeypatch):
    options = connections["default"].settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "options", options["options"])
    before = statement_timeout()
    signals.worker_init.send(sender=celery.app)
    assert (before, statement_timeout()) == ("10s", "5min")
