"""Time passes for mails alone: what was written by hand before no longer holds anything back."""

from django.db.models import F

from nqt.outbox.models import Message
from nqt.outbox.rules import PAUSE
from partners.conventions.models import Signatory


def pause_is_over() -> None:
    """As if every mail had been written, and every signature asked for, a pause ago."""
    Message.objects.update(created_at=F("created_at") - PAUSE)
    Signatory.objects.filter(invited_at__isnull=False).update(invited_at=F("invited_at") - PAUSE)
