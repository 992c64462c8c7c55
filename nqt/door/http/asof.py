"""`?au=2015-07-23` reads any page, list or figure as of a day of the world; without it, today in Paris."""

import datetime

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.request import Request

from nqt.common.validators import EARLIEST, LATEST

PARAMETER = "au"


def today() -> datetime.date:
    """The association's day, which is Paris' whatever the reader's clock."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def asked(request: Request) -> datetime.date | None:
    """The day asked for in the address, if any; a day that is none is refused with a sentence."""
    raw = request.query_params.get(PARAMETER, "")
    if not raw:
        return None
    try:
        day = datetime.date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise exceptions.ValidationError(
            {PARAMETER: [exceptions.ErrorDetail("Cette date n’existe pas : écrivez-la comme 2015-07-23.", "date")]}
        )
    return day
