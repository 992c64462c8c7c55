"""The one-time-password app of a phone (RFC 6238), so that tests may enrol."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass

PERIOD = 30


@dataclass(frozen=True)
class App:
    """Knows the secret read from the enrolment page."""

    secret: str

    def code(self, steps: int = 0) -> str:
        """The six digits of now, or of so many half minutes later."""
        counter = struct.pack(">Q", int(time.time()) // PERIOD + steps)
        digest = hmac.new(base64.b32decode(self.secret), counter, hashlib.sha1).digest()
        offset = digest[-1] & 15
        number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
        return f"{number % 10**6:06}"
