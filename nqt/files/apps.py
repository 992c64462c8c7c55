"""The Django application."""

from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """`files`."""

    name = "nqt.files"
    label = "files"

    def ready(self) -> None:
        """Ask at each check whether every file can still be opened."""
        import_module("nqt.files.checks")
