"""Sign-in beside the door: allauth's pages, and those of ours. The access matrix lists them by hand."""

from allauth.account import views as account_views
from allauth.account.adapter import get_adapter
from allauth.mfa.totp import views as totp_views
from django.http import HttpRequest
from django.urls import include, path, re_path

from nqt.accounts.proving import ProofByCode, proved
from nqt.accounts.views import InvitationView, PasswordResetView


def may_enrol(request: HttpRequest) -> bool:
    """The house's policy says so."""
    return get_adapter().may_enrol(request)


urlpatterns = [
    path("invitation/<str:token>/", InvitationView.as_view(), name="accounts_invitation"),
    path("accounts/reauthenticate/code/", ProofByCode.as_view(), name="account_reauthenticate_code"),
    path("accounts/email/", proved(account_views.email), name="account_email"),
    path("accounts/password/set/", proved(account_views.password_set, reading=True), name="account_set_password"),
    path("accounts/2fa/totp/activate/", proved(totp_views.activate_totp, unless=may_enrol), name="mfa_activate_totp"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        PasswordResetView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("accounts/", include("allauth.urls")),
]
