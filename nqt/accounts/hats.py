"""Hats: through what a user may act today. Features register who wears which; nothing here knows an organization.

A feature's `hats.py` says, from its own dated rows:

    def held(on: date) -> Combinable: ...                 # an expression of the user's query (`OuterRef("pk")`)

    @provider(held)
    def staff_hats(rows: list[dict]) -> Iterable[Hat]: ...  # what it found

so that an assignment that ends, or a contact who leaves, closes the door at the next request. All features are asked in
one statement.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
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


Asks = Callable[[datetime.date], Combinable]
Wears = Callable[[Any], Iterable[Hat]]


class Provider(NamedTuple):
    """What a feature reads of a user on a date, and the hats that it gives."""

    asks: Asks
    wears: Wears


_providers: list[Provider] = []


def provider(asks: Asks) -> Callable[[Wears], Wears]:
    """Register a function that says which hats a user has, from what the database answers to `asks`."""

    def register(wears: Wears) -> Wears:
        if (known := Provider(asks, wears)) not in _providers:
            _providers.append(known)
        return wears

    return register


def hats_of(user: Any, audience: str | None = None, on: datetime.date | None = None) -> list[Hat]:
    """The hats of a user on a date (today in Paris), in the order of the features; nobody disabled has any."""
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    return [hat for hat in granted(user, on) if audience in (None, hat.audience)]


def granted(user: "User", on: datetime.date | None = None) -> list[Hat]:
    """What the features give an account, open or closed: what closing it takes away, what opening it gives back."""
    on = on or timezone.localdate(timezone=timezone.get_default_timezone())
    providers = tuple(_providers)
    answers = _asking(providers, on).filter(pk=user.pk).first() or ()
    return [hat for known, answer in zip(providers, answers, strict=False) for hat in known.wears(answer)]


@lru_cache(maxsize=2)
def _asking(providers: tuple[Provider, ...], on: datetime.date) -> QuerySet[Any, tuple[Any, ...]]:
    """Made once a day, since every page asks."""
    return get_user_model()._base_manager.order_by().values_list(*(known.asks(on) for known in providers))


def worn(request: HttpRequest, audience: str | None = None) -> list[Hat]:
    """The hats of the request's user, asked once a request; a DRF request and the one it wraps share the answer."""
    page: Any = getattr(request, "_request", request)
    if not hasattr(page, "_hats"):
        page._hats = hats_of(page.user)
    return [hat for hat in page._hats if audience in (None, hat.audience)]


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
