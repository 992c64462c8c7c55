"""A database of its own on the server at hand, a signed-in reader, and a median."""

import importlib
import io
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
import psycopg2

NAME = "nqt_bench"


def start() -> None:
    """Django on an empty `nqt_bench`; the demo's database is not touched."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nqt.settings.demo"
    os.environ["DATABASE_TIMEOUTS"] = "-c statement_timeout=0"
    os.environ["REQUIRE_MFA"] = "false"
    os.environ["LOG_LEVEL"] = "ERROR"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    facts = settings.DATABASES["default"]
    _recreate(facts)
    facts["NAME"] = NAME
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = NAME
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("import_reference_territories", stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    importlib.import_module("nqt.wsgi")  # as served


def _recreate(facts: dict) -> None:
    connection = psycopg2.connect(
        dbname=facts["NAME"], user=facts["USER"], password=facts["PASSWORD"], host=facts["HOST"], port=facts["PORT"]
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE 'C.UTF-8' ENCODING 'UTF8'")
    connection.close()


def milliseconds(function: Callable[[], object], times: int = 15) -> float:
    """Median of `times` runs, after two to warm up."""
    for _ in range(2):
        function()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        function()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Bulk rows have no history: triggers sleep on this connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


def say(figure: str, measured: str, bound: str, good: bool) -> bool:
    """One line: what, how much, against what."""
    print(f"{'ok  ' if good else 'MISS'}  {figure:<58} {measured:>28}   {bound}")
    return good
