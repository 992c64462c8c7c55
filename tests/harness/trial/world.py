"""What the door's tests are made of: rows, forms, bodies and addresses of the trial."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from tests.harness.trial.models import Agreement
from tests.harness.words import said


def an_agreement(w: SimpleNamespace, **facts: Any) -> Agreement:
    """A draft of organization A in Tours, for 2015."""
    facts = {
        "title": "Première",
        "kind": "local",
        "body": w.mine,
        "town": w.tours,
        "starts_on": datetime.date(2015, 1, 1),
        "ends_on": datetime.date(2016, 1, 1),
        "amount": Decimal("10.00"),
        **facts,
    }
    return Agreement.objects.create(**facts)


def typed(w: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    """A good form, as a browser without JavaScript posts it."""
    return {
        "title": "Neuve",
        "kind": "local",
        "body": str(w.mine.public_id),
        "town": "",
        "town__text": "blois",
        "themes": [str(w.work.public_id), str(w.housing.public_id)],
        "starts_on": "2015-01-01",
        "ends_on": "2016-01-01",
        "signed_on": "",
        "amount": "12 345,67",
        "internal_note": "",
        **changes,
    }


def sent(w: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    """A good body of the API."""
    return {
        "title": "Neuve",
        "kind": "local",
        "body": str(w.mine.public_id),
        "town": str(w.tours.public_id),
        "starts_on": "2015-01-01",
        "ends_on": "2016-01-01",
        "amount": "10.00",
        **changes,
    }


def page(name: str, audience: str = "staff", **kwargs: Any) -> str:
    return reverse(f"pages:{audience}:{name}", kwargs=kwargs)


def api(name: str, audience: str = "staff", **kwargs: Any) -> str:
    return reverse(f"api:{audience}:{name}", kwargs=kwargs)


def text(response: Any) -> str:
    """A page's words, with plain spaces and apostrophes."""
    return said(response).replace("&#x27;", "'")
