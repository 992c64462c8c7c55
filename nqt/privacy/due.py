"""The last mail to somebody who was forgotten leaves no trace."""

import datetime

from nqt.common.due import due
from nqt.outbox.models import ON_THE_WAY, Message
from nqt.privacy.telling import GOODBYE


@due("privacy.goodbyes")
def goodbyes(now: datetime.datetime) -> int:
    """Once it left, or could not: the line holds the address."""
    return Message.objects.of_kind(GOODBYE).exclude(state__in=ON_THE_WAY).delete()[0]
