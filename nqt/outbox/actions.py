"""What people and commands do to messages; posting is in `post.py`, sending in `delivery.py`."""

from django.db import transaction
from django.utils import timezone

from nqt.common.errors import Conflict
from nqt.outbox.models import Message, State, Stop
from nqt.outbox.publishing import publish
from nqt.outbox.stops import Wish


def message_retry(*, message: Message) -> Message:
    """Try again what was given up or refused, with a clean slate: the address was corrected, the fault was ours."""
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        if message.state not in (State.FAILED, State.BOUNCED):
            raise Conflict("Ce message est parti, en route, ou devenu sans objet.")
        message.state, message.next_try_at = State.QUEUED, timezone.now()
        message.attempts = message.in_doubt = 0
        message.due_at = message.next_try_at
        message.save()
        transaction.on_commit(lambda: publish(message.pk), robust=True)
        return message


def mail_stop(*, wish: Wish) -> None:
    """No more mails of that family to that address, from now on: those that wait will not leave. Twice is once."""
    Stop.objects.get_or_create(digest=wish.digest, family=wish.family.name)


def mail_resume(*, wish: Wish) -> None:
    """They are wanted again; what was stopped meanwhile stays so."""
    Stop.objects.filter(digest=wish.digest, family=wish.family.name).delete()
