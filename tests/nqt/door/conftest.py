"""The trial's world: two organizations, staff who see all, a partner who sees its own, a graduate."""

from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import clear_url_caches

from nqt.door.http import registry
from tests.harness.trial import urls
from tests.harness.trial.models import Body, Theme, Town
from tests.harness.trial.world import an_agreement
from tests.harness.visitors import Visitors


@pytest.fixture(autouse=True)
def trial(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The trial's addresses instead of the product's."""
    settings.ROOT_URLCONF = "tests.harness.trial.urls"
    monkeypatch.setattr(registry, "entries", urls.ENTRIES)
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def world(db: None, client_as: Visitors) -> SimpleNamespace:
    """One draft of organization A, and a visitor a role."""
    w = SimpleNamespace()
    w.tours, w.savoie = (
        Town.objects.create(code=c, name=n) for c, n in (("37261", "Tours"), ("37262", "Tours-en-Savoie"))
    )
    w.blois = Town.objects.create(code="41018", name="Blois")
    w.mine, w.other = (Body.objects.create(name=f"Organisation {letter}") for letter in "AB")
    w.work, w.housing = (Theme.objects.create(name=name) for name in ("Emploi", "Logement"))
    w.agreement = an_agreement(w, internal_note="SECRET", amount=Decimal("1234.50"))
    w.agreement.themes.set([w.work])
    w.staff = client_as("staff_national")
    w.regional = client_as("staff_regional")
    w.partner = client_as("partner_landlord", organization_id=w.mine.pk)
    w.graduate = client_as("graduate")
    w.nobody = client_as()
    return w
