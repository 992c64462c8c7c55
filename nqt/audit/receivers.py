"""What is heard of sign-in, second factors and accounts becomes a line of the security log."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from nqt.accounts import signals as accounts
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation, User
from nqt.audit.security import Kind, note


@receiver(user_logged_in, dispatch_uid="audit.signed_in")
def _signed_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    note(Kind.SIGNED_IN, request, user=user)


@receiver(user_logged_out, dispatch_uid="audit.signed_out")
def _signed_out(request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note(Kind.SIGNED_OUT, request, user=user)


@receiver(user_login_failed, dispatch_uid="audit.sign_in_failed")
def _sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    email = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email=email.strip().lower()).first() if email else None
    note(Kind.SIGN_IN_FAILED, request, user=user, email=email)


def _credential(kind: str) -> Any:
    """A receiver that notes one kind for the user of the signal."""

    def heard(request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
        authenticator = kwargs.get("authenticator")
        note(kind, request, user=user, detail=authenticator.type if authenticator else "")

    return heard


for _signal, _kind in (
    (account.login_code_rejected, Kind.CODE_REJECTED),
    (account.password_reset_code_rejected, Kind.CODE_REJECTED),
    (account.password_set, Kind.PASSWORD_CHANGED),
    (account.password_changed, Kind.PASSWORD_CHANGED),
    (account.password_reset, Kind.PASSWORD_RESET),
    (account.email_changed, Kind.EMAIL_CHANGED),
    (mfa.authenticator_added, Kind.MFA_ADDED),
    (mfa.authenticator_removed, Kind.MFA_REMOVED),
    (mfa.authenticator_reset, Kind.MFA_RESET),
    (mfa.authenticator_used, Kind.MFA_USED),
    (mfa.authentication_failed, Kind.MFA_FAILED),
):
    _signal.connect(_credential(_kind), weak=False, dispatch_uid=f"audit.{_kind}.{id(_signal)}")


@receiver(accounts.invitation_created, dispatch_uid="audit.invitation_created")
def _invited(invitation: Invitation, actor: Actor, **kwargs: Any) -> None:
    note(Kind.INVITATION_SENT, None, actor=actor, detail=f"{invitation.purpose}:{invitation.pk}")


@receiver(accounts.invitation_accepted, dispatch_uid="audit.invitation_accepted")
def _accepted(invitation: Invitation, user: User, request: HttpRequest | None = None, **kwargs: Any) -> None:
    note(Kind.INVITATION_ACCEPTED, request, user=user, detail=f"{invitation.purpose}:{invitation.pk}")


@receiver(accounts.invitation_refused, dispatch_uid="audit.invitation_refused")
def _link_refused(request: HttpRequest | None, invitation: Invitation | None = None, **kwargs: Any) -> None:
    detail = f"{invitation.purpose}:{invitation.pk}" if invitation else "forged"
    note(Kind.INVITATION_REFUSED, request, detail=detail)


@receiver(accounts.user_disabled, dispatch_uid="audit.user_disabled")
def _disabled(user: User, actor: Actor, **kwargs: Any) -> None:
    note(Kind.RIGHTS_CHANGED, None, actor=actor, detail=f"disabled:{user.pk}")


@receiver(accounts.user_enabled, dispatch_uid="audit.user_enabled")
def _enabled(user: User, actor: Actor, **kwargs: Any) -> None:
    note(Kind.RIGHTS_CHANGED, None, actor=actor, detail=f"enabled:{user.pk}")


@receiver(accounts.session_expired, dispatch_uid="audit.session_expired")
def _session_ended(user: User, request: HttpRequest, cause: str = "", **kwargs: Any) -> None:
    note(Kind.SESSION_EXPIRED, request, user=user, detail=cause)


@receiver(accounts.mfa_missing, dispatch_uid="audit.mfa_missing")
def _stopped(user: User, request: HttpRequest, **kwargs: Any) -> None:
    note(Kind.MFA_MISSING, request, user=user)
