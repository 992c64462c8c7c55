"""The mails of accounts: sign-in codes, password links, and notices of what changed.

They stand here because accounts is below the outbox; `allauth.py` posts them.
"""

from typing import Any

from django.urls import reverse

from nqt.outbox.kinds import Answers, Context, kind
from nqt.outbox.links import link
from nqt.outbox.models import Message
from nqt.outbox.sealed import secret_of

NOTICES = {
    "password_changed": "Votre mot de passe a été changé.",
    "password_set": "Un mot de passe a été ajouté à votre compte.",
    "password_reset": "Votre mot de passe a été réinitialisé.",
    "email_changed": "L’adresse de votre compte a été changée.",
    "email_confirm": "L’adresse de votre compte a été confirmée.",
    "email_deleted": "Une adresse a été retirée de votre compte.",
    "totp_activated": "La double authentification de votre compte est en place.",
    "totp_deactivated": "La double authentification de votre compte a été retirée.",
    "recovery_codes_generated": "De nouveaux codes de secours ont été créés pour votre compte.",
    "webauthn_added": "Une clé d’accès a été ajoutée à votre compte.",
    "webauthn_removed": "Une clé d’accès a été retirée de votre compte.",
}
"""What changed, by allauth's name for it."""


def _facts(message: Message) -> Context | None:
    """What was sealed; nothing leaves for an account that was closed in between."""
    if message.user is not None and not message.user.is_active:
        return None
    return {**secret_of(message), "first_name": message.user.first_name if message.user else ""}


@kind("accounts.login_code", subject="Votre code de connexion", answers=Answers.NOBODY, owed=True)
def login_code(message: Message) -> Context | None:
    """The code to type in the page that asked for it."""
    return _facts(message)


@kind(
    "accounts.password_reset_key",
    subject="Choisir un nouveau mot de passe",
    answers=Answers.NOBODY,
    owed=True,
)
def password_reset_key(message: Message) -> Context | None:
    """The link to choose another password."""
    return _facts(message)


@kind(
    "accounts.password_reset_code",
    subject="Votre code pour changer de mot de passe",
    template="emails/accounts/code",
    answers=Answers.NOBODY,
    owed=True,
)
@kind(
    "accounts.email_confirmation",
    subject="Votre code pour confirmer cette adresse",
    template="emails/accounts/code",
    answers=Answers.NOBODY,
    owed=True,
)
@kind(
    "accounts.proof_code",
    subject="Votre code pour confirmer que c’est vous",
    template="emails/accounts/code",
    answers=Answers.NOBODY,
    owed=True,
)
@kind(
    "accounts.email_confirmation_signup",
    subject="Votre code pour confirmer cette adresse",
    template="emails/accounts/code",
    answers=Answers.NOBODY,
    owed=True,
)
def code(message: Message) -> Context | None:
    """A code that proves an address."""
    return _facts(message)


@kind("accounts.unknown_account", subject="Pas de compte à cette adresse", answers=Answers.TEAM, owed=True)
def unknown_account(message: Message) -> Context:
    """Somebody tried to sign in with an address nobody here has: only its owner learns it."""
    return {}


@kind("accounts.account_already_exists", subject="Vous avez déjà un compte", answers=Answers.NOBODY, owed=True)
def account_already_exists(message: Message) -> Context:
    """Somebody tried to use an address that has an account."""
    return {"sign_in_url": link(reverse("account_login"))}


def _notice(name: str, sentence: str) -> None:
    def build(message: Message) -> dict[str, Any]:
        return {"from_email": "", "to_email": "", "deleted_email": "", "ip": "", **secret_of(message), "what": sentence}

    subject = sentence.rstrip(".")
    kind(f"accounts.{name}", subject=subject, template="emails/accounts/notice", answers=Answers.TEAM, owed=True)(build)


for _name, _sentence in NOTICES.items():
    _notice(_name, _sentence)
