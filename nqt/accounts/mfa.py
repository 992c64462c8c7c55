"""One-time passwords: who must use one, and how it is kept.

Who wears a hat of the staff, the board or the auditors sees nothing before a one-time password was given in this
session; without an app, the way leads to enrolment. Partners may use one, and then must give it to sign in.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from nqt.accounts import hats, signals
from nqt.accounts.models import User
from nqt.accounts.roles import STRICT_AUDIENCES
from nqt.common.sealing import seal, unseal

PURPOSE = "nqt.accounts.mfa"
ON_THE_WAY = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reauthenticate_code",
        "accounts_invitation",
        "live",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "ready",
    }
)
"""The only pages before the one-time password: those that lead to it, the way out, and the machine's own, of which a
form asks whether there is a network."""


class MfaAdapter(DefaultMFAAdapter):
    """The secrets of the apps are sealed with the service's key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
    }

    def encrypt(self, text: str) -> str:
        """For the database."""
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return unseal(encrypted_text, purpose=PURPOSE)


def must_prove(request: HttpRequest) -> bool:
    """Whether one of the user's hats asks for a one-time password."""
    return any(hat.audience in STRICT_AUDIENCES for hat in hats.worn(request))


def has_proved(request: HttpRequest) -> bool:
    """Whether one was given in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


class RequireMfa:
    """Middleware, after allauth's: nothing else is answered before the one-time password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through; the check needs the resolved page."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send who must to the enrolment, or to the question."""
        if not settings.REQUIRE_MFA or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in ON_THE_WAY or has_proved(request) or not must_prove(request):
            return None
        signals.mfa_missing.send(User, user=request.user, request=request)
        if request.path_info.startswith("/api/"):
            return _problem(request)
        enrolled = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        page = reverse("mfa_reauthenticate" if enrolled else "mfa_activate_totp")
        return _lead(request, page)


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    """A redirection; htmx follows it with the whole page."""
    back = request.get_full_path() if request.method == "GET" else "/"
    url = f"{page}?{urlencode({REDIRECT_FIELD_NAME: back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _problem(request: HttpRequest) -> JsonResponse:
    """The same for machines, in the words of RFC 9457."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": "Code à usage unique requis",
            "status": HTTPStatus.FORBIDDEN.value,
            "code": "mfa_required",
            "detail": "Activez une application de codes à usage unique, ou donnez-en un, dans un navigateur.",
            "instance": request.path,
        },
        status=HTTPStatus.FORBIDDEN,
        content_type="application/problem+json",
    )


@receiver(mfa_signals.authenticator_added)
@receiver(mfa_signals.authenticator_reset)
def settle(sender: type, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Enrolling proves as much as signing in; recovery codes are shown right after, which a GET must not write."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.wrap().mark_as_viewed()
    else:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


@receiver(mfa_signals.authenticator_removed)
def unsettle(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Without its app the session has proved nothing any more."""
    records = get_authentication_records(request, user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [r for r in records if r["method"] != "mfa"]
