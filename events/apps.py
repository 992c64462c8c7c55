"""The Django application."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """`events`."""

    name = "events"
