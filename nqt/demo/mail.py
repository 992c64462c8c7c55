"""Mail on a machine of one's own: kept in a folder, one file a message, and read again at `/demo/mail/`."""

import datetime
import email
import email.policy
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage as ReadMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SHOWN = 200
NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


def folder() -> Path:
    """Where mails lie."""
    return Path(settings.EMAIL_FILE_PATH)


class FolderBackend(BaseEmailBackend):
    """Sends nowhere: each message becomes a file whose name sorts by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them all."""
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _keep(message)
        return len(email_messages)


def _keep(message: EmailMessage) -> None:
    """Written aside, then renamed: a reader never meets half a mail."""
    now = datetime.datetime.now(datetime.UTC)
    path = folder() / f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
    draft = path.with_suffix(".part")
    draft.write_bytes(message.message().as_bytes())
    os.replace(draft, path)


@dataclass(frozen=True)
class Letter:
    """One mail of the folder."""

    id: str
    at: datetime.datetime
    message: ReadMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(sans objet)")

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def sender(self) -> str:
        return str(self.message["From"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML part; empty when it has none."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


def letters(to: str = "") -> Iterator[Letter]:
    """The latest mails, newest first; those of one address when it is given."""
    found = 0
    for path in sorted(folder().glob("*.eml"), reverse=True):
        letter = _read(path)
        if letter and (not to or to.lower() in letter.to.lower()):
            found += 1
            yield letter
        if found == SHOWN:
            return


def letter(id: str) -> Letter | None:
    """One mail by the name of its file; None when there is no such mail."""
    return _read(folder() / f"{id}.eml") if NAME.fullmatch(id) else None


def _read(path: Path) -> Letter | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    at = datetime.datetime.strptime(path.stem.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=datetime.UTC)
    return Letter(path.stem, at, email.message_from_bytes(content, policy=email.policy.default))
