"""The Django application."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    """`mentoring`."""

    name = "mentoring"
