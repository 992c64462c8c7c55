"""Browsers an account has signed in from: strangers' failures there do not lock their owner out.

After OWASP's “device cookies”. Tries are counted by account; a browser that has been let in before carries a signed
cookie and is counted apart, within the same limits. The cookie opens nothing: it only chooses the counter.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from nqt.accounts.models import normal_email

COOKIE = "browser"
SALT = "nqt.accounts.devices"
AGE = 180 * 24 * 3600
ACCOUNTS = 5
"""A shared browser remembers so many accounts, the latest ones."""


def _mark(email: str) -> str:
    """What stands for an address in the cookie, unreadable to the browser's other users."""
    return salted_hmac(SALT, normal_email(email), algorithm="sha256").hexdigest()[:20]


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        return dict(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE))
    except (signing.BadSignature, TypeError, ValueError):
        return {}


def limit_key(request: HttpRequest, email: str) -> str:
    """Which counter a try at this address falls under."""
    nonce = _known(request).get(_mark(email))
    return f"browser:{nonce}" if nonce else f"account:{normal_email(email)}"


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Mark the browser as one of this account's."""
    known, mark = _known(request), _mark(email)
    nonce = known.pop(mark, None) or secrets.token_urlsafe(12)
    latest = dict([*known.items(), (mark, nonce)][-ACCOUNTS:])
    response.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=SALT),
        max_age=AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
