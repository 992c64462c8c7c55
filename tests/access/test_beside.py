"""What stands beside the door is listed by hand, and answers as listed."""

from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from tests.access.matrix import document


def names_beside(resolver: URLResolver) -> Iterator[str]:
    """Every address that is no resource's, by its name or by its path."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            yield pattern.name or str(pattern.pattern)
        elif pattern.namespace not in ("pages", "api"):
            yield from names_beside(pattern)


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return f"/{name}"


def test_every_address_beside_the_door_is_listed():
    assert set(names_beside(get_resolver())) == set(document()["beside"])


@pytest.mark.parametrize("name", [name for name, answers in document()["beside"].items() if answers])
def test_address_beside_the_door_answers_as_listed(client_as, name):
    nobody, somebody = client_as(), client_as("partner_landlord")
    answers = [visitor.get(address(name)).status_code for visitor in (nobody, somebody)]
    assert answers == document()["beside"][name]


def test_documentation_of_the_api_needs_no_inline_script_or_style(client_as):
    shown = client_as().get(reverse("api-docs"))
    assert b'<script src="/api/docs/?script=' in shown.content
    script = client_as().get(reverse("api-docs") + "?script=")
    assert script["Content-Type"] == "application/javascript"
