import pytest
from django.test import Client

from nqt.outbox.allauth import AccountAdapter
from tests.harness.factories.accounts import UserFactory

Letter = tuple[str, str, dict]
_letters: list[Letter] = []


class Adapter(AccountAdapter):
    """The house's adapter, its letters kept in a list."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        _letters.append((template_prefix, email, context))


@pytest.fixture(autouse=True)
def sign_in_pages(settings):
    settings.ROOT_URLCONF = "tests.nqt.accounts.pages"


@pytest.fixture
def letters(settings):
    """What allauth would have mailed: (template, address, context)."""
    settings.ACCOUNT_ADAPTER = f"{__name__}.Adapter"
    _letters.clear()
    return _letters


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def browser():
    return Client()
