"""The Django application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """`jobs`."""

    name = "nqt.jobs"
    label = "jobs"
