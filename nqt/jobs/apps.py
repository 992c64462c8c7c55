"""The Django application."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """`jobs`."""

    name = "nqt.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Listen to accounts, whichever process this is."""
        import_module("nqt.jobs.receivers")
