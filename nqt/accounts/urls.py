"""Sign-in beside the door: allauth's pages, and the two of ours. The access matrix lists them by hand."""

from django.urls import include, path, re_path

from nqt.accounts.views import InvitationView, PasswordResetView

urlpatterns = [
    path("invitation/<str:token>/", InvitationView.as_view(), name="accounts_invitation"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        PasswordResetView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("accounts/", include("allauth.urls")),
]
