"""Handing one mail to the mail server, and knowing what became of it.

A mail server answers for a message once it has said 250 to its text. Before the text leaves, a failure is harmless;
after, a lost answer means that nobody but the server knows. So the backend says when the text is about to leave, and
the outbox writes that down first.
"""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend

from nqt.common.lease import LostLease

OURS = frozenset({421, 500, 502, 503, 504, 530, 534, 535, 538})
"""Codes that speak of the service, of the protocol or of our account there, never of the address."""


class Fate(Enum):
    """What became of a mail handed over."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """For good: this address, or this text."""
    LATER = "later"
    """Not accepted, and said so in time: try again."""
    UNKNOWN = "unknown"
    """The text left, the answer never came."""
    LOST = "lost"
    """Not ours any more."""


@dataclass(frozen=True)
class Outcome:
    """The fate, and a short line about it."""

    fate: Fate
    detail: str = ""
    is_server_away: bool = False
    """The service itself failed, so that other mails need not try now."""


class EmailBackend(smtp.EmailBackend):
    """Django's, which says when the text of a message is about to leave, and does not wait for goodbyes."""

    before_text: Callable[[], None] | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """A client whose DATA command announces itself."""
        backend = self
        base = super().connection_class

        class Announcing(base):
            def data(self, msg: str | bytes) -> tuple[int, bytes]:
                if backend.before_text:
                    backend.before_text()
                return super().data(msg)

        return Announcing

    def close(self) -> None:
        """Say QUIT and hang up: the answer changes nothing, and a hung server would cost its time-out."""
        for name in ("_partial_connection", "connection"):
            client = getattr(self, name)
            setattr(self, name, None)
            if client is not None:
                with suppress(OSError):
                    client.putcmd("quit")
                client.close()


def hand_over(mail: EmailMessage, before_text: Callable[[], None]) -> Outcome:
    """Send one mail to one person. `before_text` is called when its text is about to leave; raise in it to stop."""
    connection = get_connection()
    announced = _Announcement(before_text)
    try:
        connection.open()
        if isinstance(connection, EmailBackend):
            connection.before_text = announced
        else:
            announced()
        return _send(connection, mail)
    except Exception as error:
        return judge(error, has_left=announced.is_made)
    finally:
        with suppress(Exception):
            connection.close()


class _Announcement:
    """Calls `before_text`, and remembers that it went well."""

    def __init__(self, before_text: Callable[[], None]) -> None:
        self._before_text = before_text
        self.is_made = False

    def __call__(self) -> None:
        self._before_text()
        self.is_made = True


def _send(connection: BaseEmailBackend, mail: EmailMessage) -> Outcome:
    if connection.send_messages([mail]):
        return Outcome(Fate.ACCEPTED)
    return Outcome(Fate.LATER, "le serveur n’a rien pris")


def judge(error: Exception, *, has_left: bool) -> Outcome:
    """What an exception says of the mail, given whether its text had left."""
    match error:
        case LostLease():
            return Outcome(Fate.LOST)
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, text = next(iter(refused.values()))
            return _answered(code, text, is_about_address=True)
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=text):
            return _answered(code, text, is_about_address=True)
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            return _answered(code, text, is_about_address=False)
        case smtplib.SMTPNotSupportedError():
            return Outcome(Fate.REFUSED, "adresse que ce serveur ne sait pas écrire")
    detail = f"{type(error).__name__} : {one_line(str(error))}"[:200]
    if has_left:
        return Outcome(Fate.UNKNOWN, detail, is_server_away=True)
    return Outcome(Fate.LATER, detail, is_server_away=isinstance(error, OSError))


def _answered(code: int, text: bytes | str, *, is_about_address: bool) -> Outcome:
    """The server spoke: 5xx about the address or the text is final, everything else is tried again."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    detail = f"{code} {one_line(said)}"[:200]
    if is_about_address and 500 <= code < 600 and code not in OURS:
        return Outcome(Fate.REFUSED, detail)
    return Outcome(Fate.LATER, detail, is_server_away=not is_about_address or code in OURS)


def one_line(text: str) -> str:
    """A server's answer, on one line."""
    return " ".join(text.split())
