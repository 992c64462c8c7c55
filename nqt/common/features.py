"""The list of features is the map of the house: what each room is furnished with is found through it."""

import importlib
import importlib.util
from types import ModuleType

from django.conf import settings


def furnish(furniture: str) -> list[ModuleType]:
    """Import `<feature>.<furniture>` for every feature that has one; errors inside the file are raised."""
    names = [f"{feature}.{furniture}" for feature in settings.FEATURES]
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]
