"""Accounts for tests, hats out of thin air, and signing in without walking through the pages."""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import factory
from allauth.account.models import EmailAddress
from django.test import Client
from factory.django import DjangoModelFactory

from nqt.accounts import hats
from nqt.accounts.hats import Hat
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role

PASSWORD = "agrafe violette sous la pluie"

AUDIENCE_OF = {
    Role.GRADUATE: Audience.GRADUATE,
    Role.MENTOR: Audience.MENTOR,
    Role.PARTNER_LANDLORD: Audience.PARTNER,
    Role.PARTNER_REGIONAL: Audience.PARTNER,
    Role.PARTNER_UNION: Audience.PARTNER,
    Role.STAFF_REGIONAL: Audience.STAFF,
    Role.STAFF_NATIONAL: Audience.STAFF,
    Role.BOARD: Audience.BOARD,
    Role.AUDITOR: Audience.AUDITOR,
}

_given: dict[UUID, list[Hat]] = defaultdict(list)


@hats.provider(*Audience)
def given_hats(user: User, on: date) -> Iterable[Hat]:
    """The hats that a test gave with `give_hat`."""
    return _given.get(user.public_id, [])


def give_hat(user: User, role: str, **fields: Any) -> Hat:
    """A hat that comes from no feature: for tests of the ground floor."""
    fields = {"key": f"{role}-{len(_given[user.public_id])}", "label": Role(role).label, **fields}
    hat = Hat(audience=AUDIENCE_OF[Role(role)], role=Role(role), **fields)
    _given[user.public_id].append(hat)
    return hat


def take_hats(user: User) -> None:
    """Take back what `give_hat` gave."""
    _given.pop(user.public_id, None)


class UserFactory(DjangoModelFactory):
    """A person with a proved address and the password `PASSWORD`; `password=None` for one who has none."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Essai {n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        user = User.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user


def sign_in(client: Client, user: User, *, proved: bool = True) -> Client:
    """Open a session; with `proved`, as after a one-time password."""
    client.force_login(user)
    if proved:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client
