"""What a room declares of one concept for one audience, and what the kernel then does with it."""

from nqt.door.resource.base import ActionsField, Resource, command
from nqt.door.resource.families import ByLink, Nested, Page, Under
from nqt.door.resource.panel import OnPage

__all__ = ["ActionsField", "ByLink", "Nested", "OnPage", "Page", "Resource", "Under", "command"]
