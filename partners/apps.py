"""The Django application."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """`partners`."""

    name = "partners"
