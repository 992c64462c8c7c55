"""Whether a file carries something known to harm: asked of a scanner before anybody may open it.

`SCANNER` names the class and `SCANNER_URL` where it listens. `Clamd` speaks clamd's protocol (clamd(8), INSTREAM);
`KnownSample` stands where there is none, in the demo and in tests: it knows the one file made to try scanners.
"""

import socket
import struct
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

CHUNK = 64 * 1024
SAMPLE = b"-".join((b"EICAR", b"STANDARD", b"ANTIVIRUS", b"TEST", b"FILE"))
"""What the sample of EICAR holds; never whole in a file of ours, which scanners would take away."""


class Verdict(StrEnum):
    """What a scanner says."""

    CLEAN = "clean"
    INFECTED = "infected"


class ScannerDown(Exception):  # noqa: N818 (a state of the world)
    """No answer, or none that can be read: nothing is known of the file."""


class Scanner(Protocol):
    """The port."""

    def scan(self, data: bytes, *, seconds: float) -> Verdict:
        """The verdict, within so many seconds. Raises `ScannerDown`."""


class KnownSample:
    """Knows the sample of EICAR, and finds everything else clean."""

    def scan(self, data: bytes, *, seconds: float) -> Verdict:
        """At once."""
        return Verdict.INFECTED if SAMPLE in data else Verdict.CLEAN


class Clamd:
    """ClamAV's daemon, at `tcp://host:3310` or `unix:///run/clamd.sock`."""

    def __init__(self, url: str = "") -> None:
        self.url = urlsplit(url or settings.SCANNER_URL)

    def scan(self, data: bytes, *, seconds: float) -> Verdict:
        """Send the bytes in chunks, each after its length in four bytes, then a length of zero."""
        try:
            with self._connected(seconds) as link:
                link.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), CHUNK):
                    chunk = data[start : start + CHUNK]
                    link.sendall(struct.pack("!L", len(chunk)) + chunk)
                link.sendall(struct.pack("!L", 0))
                said = _answer(link)
        except OSError as error:
            raise ScannerDown(type(error).__name__) from error
        if said == "stream: OK":
            return Verdict.CLEAN
        if said.endswith(" FOUND"):
            return Verdict.INFECTED
        raise ScannerDown("unreadable answer")

    def _connected(self, seconds: float) -> socket.socket:
        if self.url.scheme == "unix":
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(seconds)
            try:
                link.connect(self.url.path)
            except OSError:
                link.close()
                raise
            return link
        if not self.url.hostname:
            raise ScannerDown("SCANNER_URL says no host")
        return socket.create_connection((self.url.hostname, self.url.port or 3310), timeout=seconds)


def _answer(link: socket.socket) -> str:
    """Up to the NUL that ends it."""
    said = b""
    while b"\0" not in said and len(said) < 4096:
        part = link.recv(4096)
        if not part:
            break
        said += part
    return said.split(b"\0")[0].decode(errors="replace").strip()


def scanner() -> Scanner:
    """The one of this service."""
    made: Scanner = import_string(settings.SCANNER)()
    return made
