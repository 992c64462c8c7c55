"""The Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """`nqt.accounts`."""

    name = "nqt.accounts"
