"""A mail server with the faults of `MailSink`, and those that cut the conversation."""

import asyncio
from dataclasses import dataclass, field
from enum import Enum

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.harness.mailsink import MailSink


class Cut(Enum):
    """Where the conversation stops, without a word."""

    NOWHERE = "nowhere"
    HANGS_BEFORE_TEXT = "hangs before the text"
    DROPS_BEFORE_TEXT = "drops before the text"
    HANGS_AFTER_TEXT = "hangs after the text"
    DROPS_AFTER_TEXT = "keeps the text and drops before answering"


@dataclass
class FaultySink(MailSink):
    """`refused` answers RCPT for some addresses: {address: '550 5.1.1 No such user'}."""

    cut: Cut = Cut.NOWHERE
    refused: dict[str, str] = field(default_factory=dict)
    conversations: int = 0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        self.conversations += 1
        if self.cut is Cut.HANGS_BEFORE_TEXT:
            await asyncio.sleep(5)
        if self.cut is Cut.DROPS_BEFORE_TEXT:
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.cut is Cut.HANGS_AFTER_TEXT:
            await asyncio.sleep(5)
        answer = await super().handle_DATA(server, session, envelope)
        if self.cut is Cut.DROPS_AFTER_TEXT:
            server.transport.abort()
        return answer
