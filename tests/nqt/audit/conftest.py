import datetime
from decimal import Decimal

import pytest

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from tests.harness.factories.accounts import UserFactory, give_hat
from tests.harness.trial.models import Agreement, Body, Town


@pytest.fixture
def staff(db) -> Actor:
    user = UserFactory(first_name="Ada", last_name="Martin")
    return Actor.wearing(user, give_hat(user, Role.STAFF_NATIONAL, key="staff-national"))


@pytest.fixture
def partner(db) -> Actor:
    user = UserFactory(first_name="Bob", last_name="Petit")
    return Actor.wearing(user, give_hat(user, Role.PARTNER_LANDLORD, key="organization-1"))


@pytest.fixture
def agreement(db) -> Agreement:
    return Agreement.objects.create(
        title="Première",
        kind=Agreement.Kind.LOCAL,
        body=Body.objects.create(name="Habitat 17"),
        town=Town.objects.create(code="37261", name="Tours"),
        starts_on=datetime.date(2015, 1, 1),
        ends_on=datetime.date(2016, 1, 1),
        amount=Decimal("1000.50"),
    )
