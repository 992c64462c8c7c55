"""Proving again that it is oneself, before what would give the account to whoever found it open.

Another address, a first password, a first one-time-password app: a browser left open would be enough. allauth asks
again only those who have a password or an app, and most people here have neither: they get a code by mail, at the
address of today. Signing in is no such proof, save for the first app (`AccountPolicy.may_enrol`).
"""

import functools
import time
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from nqt.accounts.forms import ProofForm

STATE = "accounts:proof"
LIFETIME, TRIES = 15 * 60, 3

View = Callable[..., HttpResponse]


def has_proved_again(request: HttpRequest) -> bool:
    """Within the last five minutes, by password, app or mailed code."""
    proofs = [each for each in get_authentication_records(request, request.user) if each.get("reauthenticated")]
    return bool(proofs) and time.time() - proofs[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def proved(view: View, *, unless: Callable[[HttpRequest], bool] | None = None, reading: bool = False) -> View:
    """The view, once its user has proved again who it is; `reading` asks before its page too, and keeps no post."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_asked = request.user.is_authenticated and (reading or request.method == "POST")
        if not is_asked or has_proved_again(request) or (unless is not None and unless(request)):
            return view(request, *args, **kwargs)
        way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        if reading:
            return HttpResponseRedirect(f"{way}?{urlencode({'next': request.path})}")
        return suspend_request(request, way)

    return asked


@method_decorator(never_cache, name="dispatch")
@method_decorator(login_required, name="dispatch")
class ProofByCode(BaseReauthenticateView):
    """A code mailed to the account's address, on request; three tries, a quarter of an hour, then another."""

    form_class = ProofForm
    template_name = "account/reauthenticate_code.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The code that was sent, if one is still good."""
        return {**super().get_form_kwargs(), "check": self._check}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the code goes, and whether one is on its way."""
        known = {"email": self.request.user.email, "is_sent": self._state() is not None}
        return {**super().get_context_data(**kwargs), **known}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or read the one typed."""
        return self._send(request) if "send" in request.POST else super().post(request, *args, **kwargs)

    def form_valid(self, form: ProofForm) -> HttpResponse:
        """Proved; what was interrupted goes on."""
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def _send(self, request: HttpRequest) -> HttpResponse:
        if limited := ratelimit.consume_or_429(request, action="send_proof_code", user=request.user):
            return limited
        code = get_adapter().generate_login_code()
        request.session[STATE] = {"code": code, "email": request.user.email, "at": time.time(), "tries": 0}
        get_adapter().send_mail("account/email/proof_code", request.user.email, {"code": code})
        return HttpResponseRedirect(self.passthrough_next_url(request.path))

    def _state(self) -> dict[str, Any] | None:
        state = self.request.session.get(STATE)
        is_good = state and state["email"] == self.request.user.email and time.time() - state["at"] < LIFETIME
        return state if is_good and state["tries"] < TRIES else None

    def _check(self, typed: str) -> bool:
        """Whether this is the code; it serves once, and each wrong try counts."""
        state = self._state()
        if state is None:
            return False
        if constant_time_compare(_plain(typed), _plain(state["code"])):
            del self.request.session[STATE]
            return True
        self.request.session[STATE] = {**state, "tries": state["tries"] + 1}
        return False


def _plain(code: str) -> str:
    return "".join(character for character in code if character.isalnum()).upper()
