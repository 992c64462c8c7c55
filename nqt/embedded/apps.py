"""The Django application."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    """`nqt.embedded`."""

    name = "nqt.embedded"
