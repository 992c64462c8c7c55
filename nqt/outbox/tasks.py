"""What workers and beat call: shells around delivery and sweeping."""

from celery import shared_task

from nqt.outbox import delivery, sweeping


@shared_task(name="outbox.deliver")
def deliver(pk: int) -> None:
    """Send one message."""
    delivery.deliver(pk)


@shared_task(name="outbox.drain")
def drain() -> None:
    """Send what is late."""
    delivery.drain()


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Sweep now."""
    sweeping.sweep()
