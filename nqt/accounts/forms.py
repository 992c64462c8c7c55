"""Forms of sign-in that differ from allauth's, and the one of an invitation."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email
from allauth.core import context, ratelimit
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.cache import cache

from nqt.accounts import devices, inheriting
from nqt.accounts.models import Invitation, User
from nqt.common.typed import without_marks
from nqt.common.validators import NO_ADDRESS, validate_one_line


class PastedMixin:
    """An address or a code that was pasted with a mark that shows nothing is what one sees of it; the house's words."""

    fields: dict[str, forms.Field]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"email", "login"} & set(self.fields):
            self.fields[name].label = "Courriel"
            self.fields[name].error_messages["invalid"] = NO_ADDRESS
        typed = {name: self.data[name] for name in ("email", "login", "code") if name in self.data}
        self.data = dict(self.data.items()) | {name: without_marks(value) for name, value in typed.items()}


class RequestLoginCodeForm(PastedMixin, account_forms.RequestLoginCodeForm):
    """Ask for a code by mail; requests are counted by account, or by browser when it is a known one.

    The sign-in page has one address for both ways in, and calls it `login`.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {**data.dict(), "email": data["login"]}
        super().__init__(data, *args, **kwargs)

    def clean_email(self) -> str:
        """The same answer, in the same time, whether the address has an account or not."""
        email = get_adapter().clean_email(self.cleaned_data["email"])
        users = filter_users_by_email(email, is_active=True, prefer_verified=True)
        key = devices.limit_key(context.request, email)
        if not ratelimit.consume(context.request, action="request_login_code", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = users[0] if users else None
        return email


class LoginForm(PastedMixin, account_forms.LoginForm):
    """Sign in with a password."""


class AddEmailForm(PastedMixin, account_forms.AddEmailForm):
    """Another address to sign in with."""


class ResetPasswordForm(PastedMixin, account_forms.ResetPasswordForm):
    """Ask for the link to choose another password."""


class ConfirmLoginCodeForm(PastedMixin, account_forms.ConfirmLoginCodeForm):
    """The code mailed to sign in."""


class ConfirmEmailVerificationCodeForm(PastedMixin, account_forms.ConfirmEmailVerificationCodeForm):
    """The code mailed to a new address."""


class OnceMixin:
    """A one-time password serves once, over the whole time it is accepted (allauth remembers one period only)."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Refuse a code that has served."""
        code = super().clean_code()  # type: ignore[misc]
        typed = "".join(character for character in code if character.isalnum()).lower()
        lifetime = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"accounts:code:{self.user.pk}:{typed}", 1, timeout=lifetime):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class ActivateTotpForm(OnceMixin, totp_forms.ActivateTOTPForm):
    """Enrol: the first code proves that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code à six chiffres"


class AuthenticateForm(OnceMixin, mfa_forms.AuthenticateForm):
    """Sign in with a code of the app, or a recovery code."""


class ReauthenticateForm(OnceMixin, mfa_forms.ReauthenticateForm):
    """Prove again that it is oneself."""


class UserTokenForm(account_forms.UserTokenForm):
    """The link of a mail to choose another password: of no use for an account that was closed since."""

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None


class ProofForm(PastedMixin, forms.Form):
    """The code mailed to prove again that it is oneself."""

    code = forms.CharField(label="Code reçu par courriel", max_length=40)

    def __init__(self, *args: Any, check: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._check = check

    def clean_code(self) -> str:
        """The right one, in time."""
        code = self.cleaned_data["code"]
        if not self._check(code):
            raise forms.ValidationError("Ce code n’est pas le bon, ou ne vaut plus : demandez-en un autre.")
        return code


class InvitationForm(forms.Form):
    """What a new account needs: a name; a password only for who wants one."""

    first_name = forms.CharField(
        label="Prénom",
        max_length=100,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=100,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    password = forms.CharField(
        label="Mot de passe (facultatif)",
        required=False,
        strip=False,
        help_text=(
            "Laissez vide : un code vous sera envoyé par courriel à chaque connexion."
            " Sinon, 15 caractères au moins ; une phrase convient très bien."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        initial = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        super().__init__(*args, initial=initial, **kwargs)


class HolderForm(forms.Form):
    """The address has an account in another name than the guest's, and nobody has said yet whose it is."""

    address_holder = forms.ChoiceField(
        label="Est-ce bien vous ?",
        choices=inheriting.GUEST_CHOICES,
        widget=forms.RadioSelect,
        help_text=inheriting.GUEST_HELP,
        error_messages={"required": "Dites si ce compte est le vôtre."},
    )
