"""The mail of what is told: sent at the time of its act, except the requests that still wait for an answer.

Those go out again when the demo starts, so that its mailbox opens on links that work.
"""

import datetime

from nqt.outbox.kinds import kind_of
from nqt.outbox.models import Message, State

STILL_ASKED = ("partners.conventions.signature_request", "mentoring.proposals.offer")


def last_posted() -> int:
    """The key of the latest message."""
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def sent_then(*, after: int, when: datetime.datetime) -> None:
    """What was posted since `after` left at that time, with the subject it had."""
    for message in Message.objects.filter(pk__gt=after):
        kind = kind_of(message.kind)
        context = kind.build(message)
        subject = kind.says(kind.subject, context) if context else ""
        Message.objects.filter(pk=message.pk).update(
            state=State.SENT, created_at=when, sent_at=when, subject=subject, secret="", attempts=1
        )


def send_again_what_is_still_asked() -> None:
    """The latest request to whoever has not answered is due now."""
    for message in Message.objects.of_kind(*STILL_ASKED):
        if kind_of(message.kind).build(message) is not None:
            Message.objects.filter(pk=message.pk).update(state=State.QUEUED, sent_at=None, subject="", attempts=0)
