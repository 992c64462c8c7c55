"""The Django application."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """`regions`."""

    name = "regions"
