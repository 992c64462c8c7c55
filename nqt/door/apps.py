"""The Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class DoorConfig(AppConfig):
    """`nqt.door`."""

    name = "nqt.door"

    def ready(self) -> None:
        """Let the OpenAPI generator find the kernel's extensions; they register themselves when loaded."""
        import_string("nqt.door.http.schema.DoorSchema")
