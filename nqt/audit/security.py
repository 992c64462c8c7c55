"""The security log: `note` writes a line about a request; `receivers.py` listens to sign-in, MFA and invitations."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from nqt.accounts.actor import Actor
from nqt.accounts.models import User, normal_email
from nqt.audit.models import SecurityEvent, signed

Kind = SecurityEvent.Kind


def note(
    kind: str,
    request: HttpRequest | None,
    *,
    user: User | None = None,
    actor: Actor | None = None,
    email: str = "",
    detail: str = "",
) -> SecurityEvent:
    """Write one line. `email` is kept as a keyed hash, and only when no account is known."""
    who: dict[str, Any] = signed(actor) if actor else {}
    if user is not None:
        who["user"] = user
    known = who.get("user") is not None
    return SecurityEvent.objects.create(
        **who,
        kind=kind,
        email_hash=address_hash(email) if email and not known else "",
        ip=_ip(request),
        path=_route(request),
        detail=detail[:100],
    )


def denied(request: HttpRequest, actor: Actor | None, *, detail: str = "") -> SecurityEvent:
    """A signed-in person asked for what is not hers. The door calls it; a visitor without account is no event."""
    user = request.user if request.user.is_authenticated else None
    return note(Kind.DENIED, request, user=user, actor=actor, detail=detail)


def address_hash(email: str) -> str:
    """The same address gives the same 64 characters, which say nothing without the service's key."""
    return salted_hmac("nqt.audit.address", normal_email(email), algorithm="sha256").hexdigest()


def _route(request: HttpRequest | None) -> str:
    """The pattern of the page, not its address: the addresses of personal links are secrets."""
    match = getattr(request, "resolver_match", None)
    return match.route[:300] if match else ""


def _ip(request: HttpRequest | None) -> str | None:
    """The client's address as the sign-in throttle sees it: forged forwarding headers do not count."""
    if request is None:
        return None
    try:
        return get_adapter().get_client_ip(request) or None
    except PermissionDenied:
        return None
