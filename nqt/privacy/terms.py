"""By when a request is answered: one month from its receipt, two more when it is extended with a reason (art. 12.3).

A month is counted as the law counts it: the same day of the following month, or its last one; the whole of it is ours.
"""

import datetime

from django.conf import settings

from nqt.common.dates import add_months


def due_on(received_on: datetime.date) -> datetime.date:
    """The last day for an answer."""
    return add_months(received_on, settings.RIGHTS_MONTHS)


def extended_due_on(received_on: datetime.date) -> datetime.date:
    """The last day once the person was told why it takes longer."""
    return add_months(received_on, settings.RIGHTS_MONTHS + settings.RIGHTS_EXTENSION_MONTHS)
