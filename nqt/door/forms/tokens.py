"""The single-use token of a form: new each time the form is shown, and sealed with whom it was shown to."""

from typing import Any

from cryptography.fernet import InvalidToken

from nqt.common.sealing import seal, unseal

ONCE = "once"
"""The hidden field."""
_PURPOSE = "nqt.door.once"


def new_token(user: Any) -> str:
    """For a form shown to this user, or to a visitor; no two are alike."""
    return seal(str(user.pk or ""), purpose=_PURPOSE)


def shown_to(token: str) -> str:
    """The key of the account to which a form was shown; nothing for a visitor, or for a token that is not ours."""
    try:
        return unseal(token, purpose=_PURPOSE)
    except InvalidToken:
        return ""
