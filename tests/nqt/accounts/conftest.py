import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.core.cache import cache
from django.test import Client

from nqt.accounts.policy import AccountPolicy
from tests.harness.factories.accounts import UserFactory


class Adapter(AccountPolicy, DefaultAccountAdapter):
    """The policy alone, its letters kept in a list."""

    letters: list[tuple[str, str, dict]] = []

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        self.letters.append((template_prefix, email, context))


@pytest.fixture(autouse=True)
def sign_in_pages(settings):
    settings.ROOT_URLCONF = "tests.nqt.accounts.pages"
    settings.ACCOUNT_ADAPTER = f"{__name__}.Adapter"


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def letters():
    Adapter.letters.clear()
    return Adapter.letters


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def browser():
    """A browser that checks what Django checks: CSRF too."""
    return Client(enforce_csrf_checks=False)
