"""The Django application."""

from importlib import import_module

from django.apps import AppConfig

LISTENERS = ("nqt.accounts.mfa", "nqt.accounts.sessions")


class AccountsConfig(AppConfig):
    """`nqt.accounts`."""

    name = "nqt.accounts"

    def ready(self) -> None:
        """Listen to sign-in from the start, whichever process this is."""
        for listener in LISTENERS:
            import_module(listener)
