"""The access matrix as tests read it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nqt.accounts.roles import Role
from nqt.door.http.mount import MountedRoute
from nqt.door.resource.declared import ASKS

EVERYONE = "everyone"
PERSONS = tuple(str(role) for role in Role if role not in (Role.SYSTEM, Role.ANONYMOUS))
ROLES = (str(Role.ANONYMOUS), *PERSONS)


@dataclass(frozen=True)
class Row:
    """One resource."""

    key: str
    purpose: str
    cells: dict[str, dict[str, str]]
    """Verb → role → scope."""
    masked: dict[str, list[str]]

    @property
    def audience(self) -> str:
        """The first half of the key."""
        return self.key.split("/")[0]

    def scope(self, verb: str, role: str) -> str | None:
        """Which rows a role reaches with a verb; None for none."""
        cell = self.cells[verb]
        if role not in roles_of(self.audience):
            return None
        return cell.get(role, cell.get(EVERYONE))

    def fields_hidden_from(self, role: str) -> list[str]:
        """What the role never reads there."""
        return [*self.masked.get(EVERYONE, []), *self.masked.get(role, [])]


@cache
def document() -> dict[str, Any]:
    """The file."""
    return yaml.safe_load(Path(__file__).with_name("matrix.yaml").read_text())


@cache
def rows() -> dict[str, Row]:
    """Every row by its key."""
    return {key: _row(key, dict(content)) for key, content in document()["resources"].items()}


def _row(key: str, content: dict[str, Any]) -> Row:
    purpose, masked = content.pop("purpose"), content.pop("masked", {})
    cells = {verb.strip(): cell for verbs, cell in content.items() for verb in verbs.split(",")}
    return Row(key, purpose, cells, masked)


def roles_of(audience: str) -> tuple[str, ...]:
    """Who comes through a door; the public one is everybody's."""
    return ROLES if audience == "public" else tuple(document()["roles"][audience])


def key_of(route: MountedRoute) -> str:
    """The row of a route."""
    return f"{route.audience}/{route.resource.basename}"


def verb_of(route: MountedRoute, action: str) -> str:
    """The column of a route's action: asking and doing are one."""
    return route.command if action == "command_form" else ASKS.get(action, action)
