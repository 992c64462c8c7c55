"""What workers and beat call: shells around delivery and sweeping."""

from celery import shared_task

from nqt.outbox import delivery, sweeping
from nqt.outbox.models import Message
from nqt.outbox.set_aside import set_aside


@shared_task(name="outbox.deliver")
def deliver(pk: int) -> None:
    """Send one message; the id of a row that is not there (erased, purged, never ours) is set aside."""
    if isinstance(pk, int) and Message.objects.filter(pk=pk).exists():
        delivery.deliver(pk)
    else:
        set_aside("mail", ascii(pk).encode(), "no such message")


@shared_task(name="outbox.drain")
def drain() -> None:
    """Send what is late."""
    delivery.drain()


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Sweep now."""
    sweeping.sweep()
