"""The Django application."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """`nqt.audit`."""

    name = "nqt.audit"
    verbose_name = "journaux"

    def ready(self) -> None:
        """Start listening once every model is loaded."""
        import_module("nqt.audit.receivers")
