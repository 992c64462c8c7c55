"""What other rooms hold on an organization or one of its people: said before it changes, told when it has.

A room above fills this registry from its own `dependents.py`, furniture that the roof loads:

    @register
    class OfConventions(Dependent): ...
"""

from collections.abc import Iterable

from nqt.accounts.actor import Actor
from partners.organizations.models import Contact, Organization


class Dependent:
    """What one room answers; nothing, unless it says otherwise. Sentences name only what the actor may see."""

    def before_archiving(self, record: Organization | Contact, actor: Actor) -> Iterable[str]:
        """Sentences for the page that asks for confirmation."""
        return ()

    def before_new_address(self, contact: Contact, actor: Actor) -> Iterable[str]:
        """Sentences beside the address in the person's form."""
        return ()

    def hold(self, contact: Contact) -> None:
        """Lock what `address_changed` would write, before the person is locked: the same order everywhere."""

    def address_changed(self, contact: Contact, actor: Actor) -> None:
        """The person has another address, stored already; in the transaction of the correction."""


_registered: list[Dependent] = []


def register(dependent: type[Dependent]) -> type[Dependent]:
    """Ask this room too."""
    _registered.append(dependent())
    return dependent


def before_archiving(record: Organization | Contact, actor: Actor) -> list[str]:
    """What every room says."""
    return [sentence for room in _registered for sentence in room.before_archiving(record, actor)]


def before_new_address(contact: Contact, actor: Actor) -> list[str]:
    """What every room says."""
    return [sentence for room in _registered for sentence in room.before_new_address(contact, actor)]


def hold(contact: Contact) -> None:
    """In every room."""
    for room in _registered:
        room.hold(contact)


def address_changed(contact: Contact, actor: Actor) -> None:
    """To every room."""
    for room in _registered:
        room.address_changed(contact, actor)
