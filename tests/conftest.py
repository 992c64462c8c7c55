"""The strict harness, for every test: see `tests/harness/strict.py` and `tests/harness/readonly.py`."""

import itertools
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest, HttpResponse
from django.template import engines

from mentoring.matching.models import MatchingPolicy
from tests.harness import durations, readonly, strict
from tests.harness.durations import pytest_addoption  # noqa: F401
from tests.harness.visitors import Visitors

_versions = itertools.count(1)
THIRD_PARTY_WARNINGS = (
    "ignore::DeprecationWarning:celery",
    "ignore::DeprecationWarning:kombu",
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore:No directory at:UserWarning:django",  # whitenoise, before anything was collected
)


def pytest_configure(config: pytest.Config) -> None:
    """A warning is an error, except those of libraries about themselves."""
    for line in ("error", *THIRD_PARTY_WARNINGS):
        config.addinivalue_line("filterwarnings", line)
    durations.register(config)


@pytest.fixture(autouse=True, scope="session")
def strict_harness() -> Iterator[None]:
    """Undefined template variables, unordered lists, loose pages, writing GETs and the network fail a test."""
    get_response = readonly.guarded(BaseHandler.get_response)

    def checked(self: BaseHandler, request: HttpRequest) -> HttpResponse:
        response = get_response(self, request)
        strict.check_page(request.path, response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines["django"].engine, "string_if_invalid", strict.Undefined("%s"))
        patch.setattr(SQLCompiler, "get_order_by", strict.shuffled(SQLCompiler.get_order_by))
        patch.setattr(BaseHandler, "get_response", checked)
        patch.setattr(socket.socket, "connect", strict.local_only(socket.socket.connect))
        yield


@pytest.fixture(autouse=True, scope="session")
def patient_teardown() -> Iterator[None]:
    """Dropping a test's database waits for a checkpoint: on a busy machine longer than a page may ask for."""
    dropped = BaseDatabaseCreation._destroy_test_db

    def patiently(self: BaseDatabaseCreation, name: str, verbosity: int) -> None:
        self.connection.settings_dict["OPTIONS"] = {}
        dropped(self, name, verbosity)

    BaseDatabaseCreation._destroy_test_db = patiently
    yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """No row that a migration made: a test that commits takes it away, and what reads it would depend on the order."""
    with django_db_blocker.unblock():
        MatchingPolicy.objects.all().delete()


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counters and codes of one test are not those of another; nothing of a shared Redis is erased."""
    monkeypatch.setattr(caches["default"], "version", f"test-{next(_versions)}-{id(monkeypatch)}")


@pytest.fixture
def client_as(db: None) -> Iterator[Visitors]:
    """`client_as("staff_national")`, `client_as("partner_landlord", organization_id=3)`, `client_as()`: nobody."""
    visitors = Visitors()
    yield visitors
    visitors.close()
