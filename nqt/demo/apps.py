"""The Django application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """`nqt.demo`."""

    name = "nqt.demo"
