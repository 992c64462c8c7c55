"""The roof as a Django application: it furnishes the house once every room's models are loaded."""

from importlib import import_module

from django.apps import AppConfig

from nqt.common.features import Reader, furnish_for


class HomeConfig(AppConfig):
    """Landing pages and dashboards; being at the roof, it may import everything."""

    name = "nqt.home"

    def ready(self) -> None:
        """Fill the registries of the ground floor."""
        furnish_for(Reader.ROOF)
        import_module("nqt.celery")
