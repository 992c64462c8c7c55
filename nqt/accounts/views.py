"""The two pages of accounts that stand beside the door and are not allauth's own."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import PasswordResetFromKeyView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from nqt.accounts import actions, invitations, signals
from nqt.accounts.forms import InvitationForm
from nqt.accounts.models import Invitation, User
from nqt.common.errors import Expired, Forbidden, Invalid


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class InvitationView(View):
    """An invitation: looking spends nothing, accepting makes or finds the account, and signs in."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Who invites, and to what."""
        try:
            invitation = self._valid(token)
        except Expired as refusal:
            return self._gone(request, token, refusal)
        return self._page(request, invitation, InvitationForm(invitation=invitation))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Accept."""
        try:
            invitation = self._valid(token)
            form = InvitationForm(request.POST, invitation=invitation)
            if self._is_new(invitation) and not form.is_valid():
                return self._page(request, invitation, form, status=HTTPStatus.BAD_REQUEST)
            user = actions.invitation_accept(token=token, **getattr(form, "cleaned_data", {}))
        except Expired as refusal:
            return self._gone(request, token, refusal)
        except Forbidden as refusal:
            return self._page(request, invitation, form, status=HTTPStatus.FORBIDDEN, refusal=refusal.message)
        except Invalid as refusal:
            for name, message in (refusal.fields or {"": refusal.message}).items():
                form.add_error(name if name in form.fields else None, message)
            return self._page(request, invitation, form, status=HTTPStatus.BAD_REQUEST)
        return self._enter(request, user)

    def _valid(self, token: str) -> Invitation:
        invitation = invitations.invitation_of(token)
        if not invitation.is_valid:
            raise Expired(invitations.GONE)
        return invitation

    def _is_new(self, invitation: Invitation) -> bool:
        return not User.objects.filter(email=invitation.email).exists()

    def _enter(self, request: HttpRequest, user: User) -> HttpResponse:
        """Sign in as the guest; a one-time password, if the account has one, is asked as usual."""
        messages.success(request, "Votre invitation est acceptée.")
        if request.user.is_authenticated and request.user.pk == user.pk:
            return HttpResponseRedirect("/")
        if request.user.is_authenticated:
            logout(request)
        record_authentication(request, user, method="invitation")
        return perform_login(request, user, email=user.email, redirect_url="/")

    def _page(
        self,
        request: HttpRequest,
        invitation: Invitation,
        form: InvitationForm,
        status: int = HTTPStatus.OK,
        refusal: str = "",
    ) -> HttpResponse:
        signed_in = request.user if request.user.is_authenticated else None
        context = {
            "invitation": invitation,
            "invited_to": invitations.describe(invitation),
            "is_new": self._is_new(invitation),
            "other": signed_in if signed_in and signed_in.email != invitation.email else None,
            "form": form,
            "refusal": refusal,
        }
        return render(request, "accounts/invitation/accept.html", context, status=status)

    def _gone(self, request: HttpRequest, token: str, refusal: Expired) -> HttpResponse:
        """One answer for what has served, was replaced, is too old or was made up; the last is nobody's news."""
        invitation = invitations.peek(token)
        if invitation:
            signals.invitation_refused.send(Invitation, request=request, invitation=invitation)
        context = {"refusal": refusal.message}
        return render(request, "accounts/invitation/gone.html", context, status=HTTPStatus.GONE)


class PasswordResetView(PasswordResetFromKeyView):
    """allauth's page behind the mailed link; a link that is no good is said with the right status."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer 400 for a used, late or forged link, in the same words."""
        if context.get("token_fail"):
            kwargs["status"] = HTTPStatus.BAD_REQUEST
        return super().render_to_response(context, **kwargs)
