"""What a room declares of one concept for one audience, and what the kernel then does with it."""

from nqt.door.resource.base import ActionsField, Resource, command
from nqt.door.resource.families import ByLink, Nested, Page, Under
from nqt.door.resource.panel import OnPage
from nqt.door.resource.previewed import Previewed
from nqt.door.resource.queued import Queued
from nqt.door.resource.wizard import Wizard

__all__ = [
    "ActionsField",
    "ByLink",
    "Nested",
    "OnPage",
    "Page",
    "Previewed",
    "Queued",
    "Resource",
    "Under",
    "Wizard",
    "command",
]
