"""The Django application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """`nqt.audit`."""

    name = "nqt.audit"
