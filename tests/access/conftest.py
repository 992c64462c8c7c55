"""The world of access, built once a file; each test leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access import situations  # noqa: F401  (fills the places)
from tests.access.world import World
from tests.harness.visitors import Visitors


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world, in a transaction that is never committed."""
    visitors = Visitors()
    with django_db_blocker.unblock(), transaction.atomic():
        world = World(visitors)
        for visitor in world.visitors.values():
            visitor.get("/")  # a session notes its first click: here, and not in each cell
        yield world
        transaction.set_rollback(True)
    visitors.close()


@pytest.fixture
def world(db: None, built: World, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """That world, whatever other tests did to it; nobody is counted.

    `db`, which each file replaces by nothing, says that a database is needed; its transaction stands for a test case.
    """
    monkeypatch.setattr("nqt.door.resource.base.throttles_of", lambda view: [])
    monkeypatch.setattr("nqt.accounts.sessions.WRITE_EVERY", 86_400)
    with django_db_blocker.unblock(), transaction.atomic():
        yield built
        transaction.set_rollback(True)
