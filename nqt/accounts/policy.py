"""What this house asks of allauth: nobody signs up, links lead home, counters that cannot be turned against people."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from nqt.accounts import devices
from nqt.accounts.models import User

FRESH = 15 * 60
"""Whoever signed in so recently enrols a first one-time-password app without signing in again."""


class AccountPolicy:
    """To be put before allauth's `DefaultAccountAdapter`; the mails are the adapter's own business."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer pages: no header turns them into something else."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """After signing in one goes to a page of this service, named by its path."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail; the request's Host header has no say in it."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return devices.limit_key(request, credentials.get("email") or "")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Somebody came in: from now on this browser is one of hers."""
        response = super().post_login(request, user, **kwargs)  # type: ignore[misc]
        devices.remember(request, response, user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in a minute ago is proof enough for enrolling the first one-time-password app."""
        if app == "allauth.mfa" and self._may_enrol(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)  # type: ignore[misc]

    def _may_enrol(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, request.user)
        recent = bool(records) and time.time() - records[-1]["at"] < FRESH
        return recent and not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
