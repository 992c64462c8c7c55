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
from nqt.accounts.forms import HolderForm, InvitationForm
from nqt.accounts.models import Invitation, User
from nqt.accounts.standing import may_come_in
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
        return self._page(request, invitation, self._form(invitation))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Accept."""
        try:
            invitation = self._valid(token)
            form = self._form(invitation, request.POST)
            if form is not None and not form.is_valid():
                return self._page(request, invitation, form, status=HTTPStatus.BAD_REQUEST)
            user = actions.invitation_accept(token=token, **(form.cleaned_data if form else {}))
        except Expired as refusal:
            return self._gone(request, token, refusal)
        except Forbidden as refusal:
            return self._page(request, invitation, form, status=HTTPStatus.FORBIDDEN, refusal=refusal.message)
        except Invalid as refusal:
            form = form or HolderForm(request.POST)
            for name, message in (refusal.fields or {"": refusal.message}).items():
                form.add_error(name if name in form.fields else None, message)
            return self._page(request, invitation, form, status=HTTPStatus.BAD_REQUEST)
        return self._enter(request, user)

    def _valid(self, token: str) -> Invitation:
        invitation = invitations.invitation_of(token)
        if not invitation.is_valid:
            raise Expired(invitations.GONE)
        return invitation

    def _form(self, invitation: Invitation, data: Any = None) -> InvitationForm | HolderForm | None:
        """A new account's questions, whose account it is when that is in doubt, nothing for a known guest."""
        if not User.objects.filter(email=invitation.email).exists():
            return InvitationForm(data, invitation=invitation)
        return HolderForm(data) if invitations.holder_in_doubt(invitation) else None

    def _enter(self, request: HttpRequest, user: User) -> HttpResponse:
        """Sign in as the guest; a one-time password, if the account has one, is asked as usual."""
        messages.success(request, "Votre invitation est acceptée.")
        goes_on = request.user.is_authenticated and request.user.session_generation == user.session_generation
        if goes_on and request.user.pk == user.pk:
            return HttpResponseRedirect("/")
        if request.user.is_authenticated:
            logout(request)
        record_authentication(request, user, method="invitation")
        return perform_login(request, user, email=user.email, redirect_url="/")

    def _page(
        self,
        request: HttpRequest,
        invitation: Invitation,
        form: InvitationForm | HolderForm | None,
        status: int = HTTPStatus.OK,
        refusal: str = "",
    ) -> HttpResponse:
        signed_in = request.user if request.user.is_authenticated else None
        holder = User.objects.filter(email=invitation.email).first()
        context = {
            "invitation": invitation,
            "invited_to": invitations.describe(invitation),
            "holder": holder,
            "other": signed_in if signed_in and signed_in.email != invitation.email else None,
            "form": form,
            "is_closed": not may_come_in(holder),
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
