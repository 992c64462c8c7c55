"""What this house asks of allauth: nobody signs up, links lead home, counters that cannot be turned against people."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
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
from nqt.accounts.rules import FRESH
from nqt.common.validators import validate_email_address

PAGES_SAY_IT = frozenset({"account/messages/logged_in.txt", "mfa/messages/recovery_codes_generated.txt"})
"""Messages of allauth that repeat what the next page shows."""
WORDS = {
    "account_inactive": "Ce compte est désactivé.",
    "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon.",
    "email_taken": "Cette adresse sert déjà à un compte.",
    "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
    "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi.",
    "incorrect_password": "Ce n’est pas votre mot de passe.",
    "invalid_password_reset": "Ce lien n’est plus valable.",
    "rate_limited": "Trop d’essais. Attendez quelques minutes.",
    "same_as_current": "C’est déjà celle-ci.",
    "too_many_login_attempts": (
        "Trop d’essais. Attendez un quart d’heure, ou prenez l’autre voie, code ou mot de passe."
    ),
}


class AccountPolicy(DefaultAccountAdapter):
    """What of allauth's adapter is a matter of access; the mails are its heir's business."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kw: Any
    ) -> None:
        """Say nothing twice."""
        if message_template not in PAGES_SAY_IT:
            super().add_message(request, level, message_template, *args, **kw)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer pages: no header turns them into something else."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """After signing in one goes to a page of this service, named by its path."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_email(self, email: str) -> str:
        """Asked of every form that takes an address to write to: one that mail can reach."""
        validate_email_address(email)
        return email

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail; the request's Host header has no say in it."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return devices.limit_key(request, credentials.get("email") or "")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Somebody came in: from now on this browser is one of hers."""
        response = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in a minute ago is proof enough for enrolling the first one-time-password app."""
        if app == "allauth.mfa" and self.may_enrol(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Also a code by mail, for whoever has no app: many have no password either."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            url = reverse("account_reauthenticate_code")
            methods.append({"id": "code", "description": "Recevoir un code par courriel", "url": url})
        return methods

    def may_enrol(self, request: HttpRequest) -> bool:
        """Signed in lately, and no app yet."""
        records = get_authentication_records(request, request.user)
        recent = bool(records) and time.time() - records[-1]["at"] < FRESH
        return recent and not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
