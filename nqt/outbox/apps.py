"""The Django application."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """`nqt.outbox`."""

    name = "nqt.outbox"
