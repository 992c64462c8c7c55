"""What a room declares of one concept for one audience, and what the kernel then does with it."""

from nqt.door.resource.base import ActionsField, Resource, command

__all__ = ["ActionsField", "Resource", "command"]
