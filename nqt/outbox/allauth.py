"""Allauth's mails go the way of every mail: a row, a worker, the house's templates.

What allauth would put in them (codes, reset links, where a change came from) is sealed in the row with the service's
key, wiped when the mail has left, and never sent after its term. A page that asks for a code therefore costs one insert
whether the address has an account or not, and never waits for a mail server; without a broker the process's own
publisher thread sends it (`publishing.py`).
"""

import datetime
import uuid
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import timezone

from nqt.accounts.models import User, normal_email
from nqt.accounts.policy import AccountPolicy
from nqt.accounts.proving import LIFETIME as PROOF_LIFETIME
from nqt.common.dates import french_day
from nqt.outbox.post import post

CARRIED = frozenset({"code", "password_reset_url", "from_email", "to_email", "deleted_email", "ip"})
"""What the house's templates take from allauth's context."""
A_DAY = 24 * 3600


def seconds_of(name: str) -> int:
    """How long a mail is worth sending: as long as what it carries works."""
    terms = {
        "login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "password_reset_key": settings.PASSWORD_RESET_TIMEOUT,
        "password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
        "proof_code": PROOF_LIFETIME,
        "email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "email_confirmation_signup": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    }
    return terms.get(name, A_DAY)


class AccountAdapter(AccountPolicy, DefaultAccountAdapter):
    """The house's policy, and its way of sending."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post one of allauth's mails as kind `accounts.<its name>` (messages.py)."""
        name = template_prefix.rpartition("/")[2]
        now = timezone.now()
        local = timezone.localtime(now)
        carried = {key: str(value) for key, value in context.items() if key in CARRIED}
        post(
            f"accounts.{name}",
            to=email,
            key=f"{name}:{uuid.uuid4()}",
            user=User.objects.filter(email=normal_email(email)).first(),
            expires_at=now + datetime.timedelta(seconds=seconds_of(name)),
            secret={**carried, "at": f"{french_day(local.date())} à {local.hour} h {local:%M}"},
        )
