"""Hats: through what a user may act today. Features register who wears which; nothing here knows an organization.

A feature's `hats.py` says, from its own dated rows:

    @provider(Audience.STAFF)
    def staff_hats(user: User, on: date) -> Iterable[Hat]: ...

so that an assignment that ends, or a contact who leaves, closes the door at the next request.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Forbidden

if TYPE_CHECKING:
    from nqt.accounts.models import User


@dataclass(frozen=True)
class Hat:
    """One capacity of one person: plain ids and codes only, so that the ground needs no feature."""

    key: str
    """Stable and fit for an address: 'staff-national', 'organization-<public id>'."""
    audience: Audience
    role: Role
    label: str
    """What the header shows."""
    organization_id: int | None = None
    region_codes: frozenset[str] = field(default_factory=frozenset)
    department_codes: frozenset[str] = field(default_factory=frozenset)
    powers: frozenset[str] = field(default_factory=frozenset)


Provider = Callable[["User", datetime.date], Iterable[Hat]]

_providers: dict[Provider, tuple[Audience, ...]] = {}


def provider(*audiences: Audience) -> Callable[[Provider], Provider]:
    """Register a function that says which hats a user has on a date; it is asked only about these audiences."""

    def register(function: Provider) -> Provider:
        _providers[function] = audiences
        return function

    return register


def hats_of(user: Any, audience: str | None = None, on: datetime.date | None = None) -> list[Hat]:
    """The hats of a user on a date (today in Paris), in the order of the features; nobody disabled has any."""
    return granted(user, on, audience) if may_wear(user) else []


def may_wear(user: Any) -> bool:
    """Whether somebody is signed in with an account that is open."""
    return user is not None and user.is_authenticated and user.is_active


def granted(user: "User", on: datetime.date | None = None, audience: str | None = None) -> list[Hat]:
    """What the features give an account, open or closed: what closing it takes away, what opening it gives back."""
    on = on or timezone.localdate(timezone=timezone.get_default_timezone())
    return [hat for function in _asked(audience) for hat in function(user, on) if audience in (None, hat.audience)]


def _asked(audience: str | None) -> list[Provider]:
    return [function for function, audiences in _providers.items() if audience is None or audience in audiences]


def worn(request: HttpRequest, audience: str | None = None) -> list[Hat]:
    """The hats of the request's user; each feature is asked once a request, and only about its own audiences.

    A DRF request and the one it wraps share the answers.
    """
    page: Any = getattr(request, "_request", request)
    if not may_wear(page.user):
        return []
    known: dict[Provider, list[Hat]] = page.__dict__.setdefault("_hats", {})
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    for function in _asked(audience):
        if function not in known:
            known[function] = list(function(page.user, today))
    return [hat for function in _asked(audience) for hat in known[function] if audience in (None, hat.audience)]


def session_key(audience: str) -> str:
    """Where the session remembers the hat chosen for an audience."""
    return f"hat:{audience}"


def current(request: HttpRequest, audience: str) -> Hat | None:
    """The hat chosen in this session if it is still the user's, else the first one; None without any."""
    hats = worn(request, audience)
    chosen = request.session.get(session_key(audience))
    return next((hat for hat in hats if hat.key == chosen), hats[0] if hats else None)


def choose(request: HttpRequest, audience: str, key: str) -> Hat:
    """Put on one of one's own hats for the rest of the session."""
    hat = next((hat for hat in worn(request, audience) if hat.key == key), None)
    if hat is None:
        raise Forbidden("Vous n’agissez pas, ou plus, à ce titre.")
    request.session[session_key(audience)] = hat.key
    return hat


def is_colleague(user: "User | None", on: datetime.date | None = None) -> bool:
    """Whether somebody is of the association's staff: then their address may be given as the one who answers."""
    return bool(hats_of(user, Audience.STAFF, on))
