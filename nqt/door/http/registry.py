"""Which resources the house has, in the order in which features registered them."""

from typing import Any

entries: list[tuple[str, Any]] = []
"""(prefix of the address, resource)."""


def add(prefix: str, resource: Any) -> None:
    """One class, one address: a second use is a subclass."""
    if any(resource is known for _prefix, known in entries):
        raise ValueError(f"{resource.__name__} already has an address.")
    entries.append((prefix, resource))


def resources_of(audience: str) -> list[Any]:
    """An audience's resources."""
    return [resource for _prefix, resource in entries if resource.audience == audience]


def find(audience: str, basename: str) -> Any:
    """The resource whose routes begin with `basename`."""
    return next(resource for resource in resources_of(audience) if resource.basename == basename)
