"""The rows of the bench still fit the tables; `make bench` itself takes minutes."""

import pytest
from django.utils.timezone import localdate

from partners.conventions.models import Convention
from tests.bench import fill
from tests.harness.factories.regions import the_west


@pytest.mark.django_db
def test_filled_conventions_have_a_text_and_parties():
    the_west()
    fill.organizations()
    fill.conventions(1, 12)
    lines = Convention.objects.on(localdate()).values_list("text__signatories__organization__kind", "text__title")
    assert Convention.objects.count() == 12
    assert {kind for kind, _title in lines} == {"landlord"}
    assert Convention.objects.exclude(text__departments=None).exists()
