"""The ground on which the matching is tried: four departments of the west, the national team, her browser."""

import pytest

from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import as_staff
from tests.harness.factories.regions import assign, the_west


@pytest.fixture
def west(db):
    return the_west()


@pytest.fixture
def national(west):
    return as_staff()


@pytest.fixture
def visitor(national, client_as):
    return client_as(user=national.user)


@pytest.fixture
def regional(west, client_as):
    user = UserFactory()
    assign(user, department=west["17"])
    return client_as(user=user)


@pytest.fixture
def nobody_told(monkeypatch):
    monkeypatch.setattr("nqt.jobs.actions.publish", lambda pk, queue: None)
