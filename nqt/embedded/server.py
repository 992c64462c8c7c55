"""What PostgreSQL and Redis have in common: a port that stays, a password, and proof that the server is ours."""

import socket
import time
from abc import ABC, abstractmethod
from pathlib import Path

from nqt.embedded.place import EmbeddedError, Place

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30.0


class Server(ABC):
    """One server of a place. It is ours when it takes our password and says that it lives in our folder."""

    name: str
    setting: str

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    @abstractmethod
    def url(self) -> str:
        """What the settings read."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether *our* server answers on its port."""

    @abstractmethod
    def launch(self) -> None:
        """Start the server in the background."""

    @abstractmethod
    def halt(self) -> None:
        """Stop the server and return once it is gone."""

    def check(self) -> None:  # noqa: B027 (most have nothing to say)
        """Refuse a server on which the product would misbehave."""

    @property
    def folder(self) -> Path:
        return self.place.home / self.name

    @property
    def log(self) -> Path:
        return self.place.home / f"{self.name}.log"

    @property
    def port(self) -> int:
        """The port of the last start, 0 before the first."""
        file = self.place.home / f"{self.name}.port"
        return int(file.read_text()) if file.exists() else 0

    @property
    def is_known(self) -> bool:
        """Whether it was ever started here."""
        return self.port != 0

    def up(self) -> bool:
        """Make it run; whether it had to be started."""
        started = not (self.is_known and self.answers())
        if started:
            (self.place.home / f"{self.name}.port").write_text(str(free_port(self.port)))
            self.launch()
            self.wait()
        self.check()
        return started

    def down(self) -> bool:
        """Make it stop; whether it was running."""
        if not (self.is_known and self.answers()):
            return False
        self.halt()
        return True

    def wait(self) -> None:
        """Return as soon as it answers."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"{self.name} does not answer: see {self.log}.")
            time.sleep(0.05)


def free_port(preferred: int) -> int:
    """`preferred` when nobody listens there, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedError(f"No free port on {HOST}.")
