"""The Django application."""

from django.apps import AppConfig


class DoorConfig(AppConfig):
    """`nqt.door`."""

    name = "nqt.door"
