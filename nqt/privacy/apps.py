"""The Django application."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """`privacy`."""

    name = "nqt.privacy"
    label = "privacy"
