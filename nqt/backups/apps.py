"""The Django application."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """`backups`: the whole service in a folder, and back."""

    name = "nqt.backups"
    label = "backups"
