"""A mail server that keeps what it gets, and can be as bad as real ones."""

import email
import email.policy
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from nqt.embedded.server import HOST, free_port

CODE = re.compile(r":\s*([A-Z0-9][A-Z0-9 -]{3,11})\s*$", re.M)
LINK = re.compile(r"https?://[^\s<>\"]+")


class Mood(Enum):
    """What the server answers to a whole message."""

    ACCEPTS = "250 OK"
    BUSY = "421 4.3.2 Service shutting down"
    LATER = "451 4.7.1 Try again later"
    NEVER = "550 5.1.1 No such user"


@dataclass(frozen=True)
class Letter:
    """One mail as it came."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        """Stable over repeats of one sending."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """Its plain part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML part."""
        return self._part("html")

    @property
    def links(self) -> list[str]:
        """The addresses in the plain part, in order."""
        return LINK.findall(self.text)

    @property
    def code(self) -> str:
        """The code it carries, at the end of a line."""
        found = CODE.search(self.text)
        assert found, f"no code in: {self.text}"
        return found[1]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


@dataclass
class MailSink:
    """Listens on a free port of loopback while it is entered; `mood` may change at any time."""

    mood: Mood = Mood.ACCEPTS
    letters: list[Letter] = field(default_factory=list)
    attempts: int = 0
    before_answer: Callable[[Letter], None] = field(default=lambda letter: None)
    """Called with the letter before it is kept and answered: a test may block or kill there."""
    port: int = field(default_factory=lambda: free_port(0))

    def __enter__(self) -> "MailSink":
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._controller = Controller(self, hostname=HOST, port=self.port)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """For `EMAIL_URL`."""
        return f"smtp://{HOST}:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, or refuse it, as the mood is."""
        self.attempts += 1
        if self.mood is not Mood.ACCEPTS:
            return self.mood.value
        content = envelope.content or b""
        message = email.message_from_bytes(
            content if isinstance(content, bytes) else content.encode(), policy=email.policy.default
        )
        for recipient in envelope.rcpt_tos:
            letter = Letter(recipient, message)  # type: ignore[arg-type]
            self.before_answer(letter)
            self.letters.append(letter)
        return Mood.ACCEPTS.value

    def to(self, address: str, subject: str = "") -> list[Letter]:
        """What came for somebody, oldest first."""
        return [letter for letter in list(self.letters) if letter.to == address and subject in letter.subject]

    def wait_for(self, address: str, subject: str = "", *, after: int = 0, seconds: float = 60.0) -> Letter:
        """The latest letter once more than `after` of them have come."""
        deadline = time.monotonic() + seconds
        while len(found := self.to(address, subject)) <= after:
            if time.monotonic() > deadline:
                came = ", ".join(f"{letter.to}: {letter.subject}" for letter in self.letters) or "nothing"
                raise AssertionError(f"No mail “{subject}” for {address} in {seconds:.0f} s; came: {came}.")
            time.sleep(0.1)
        return found[-1]

    def forget(self) -> None:
        """Empty the box."""
        self.letters.clear()
        self.attempts = 0
