"""Start, look at and stop the servers of a clone; `.run/env` tells the settings where they are.

`DATABASE_URL` and `REDIS_URL` in the environment always win: a server that somebody else runs is never touched.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nqt.embedded.place import EmbeddedError, Place
from nqt.embedded.postgres import Postgres
from nqt.embedded.redis import Redis
from nqt.embedded.server import Server


@dataclass(frozen=True)
class State:
    """What became of one server."""

    name: str
    word: str
    where: str

    def __str__(self) -> str:
        return f"{self.name:<11} {self.word:<9} {self.where}"


def up(place: Place) -> list[State]:
    """Start what does not run, check what does, write `.run/env`."""
    servers = _ours(place)
    if servers and sys.platform != "linux":
        raise EmbeddedError("Embedded servers exist for Linux only: set DATABASE_URL and REDIS_URL to yours.")
    if not servers:
        return _given(place)
    place.run_dir.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        place.prepare()
        states = [
            State(server.name, "started" if server.up() else "runs", f"127.0.0.1:{server.port}, {server.folder}")
            for server in servers
        ]
        _write_env(place, servers)
    return [*states, *_given(place)]


def down(place: Place) -> list[State]:
    """Stop what was started here."""
    if not place.home.exists():
        return []
    with _alone(place):
        states = [State(server.name, "stopped" if server.down() else "was off", "") for server in _all(place)]
        _env_file(place).unlink(missing_ok=True)
    return states


def status(place: Place) -> list[State]:
    """Look, and change nothing."""
    return [
        State(server.name, "runs", f"127.0.0.1:{server.port}, {server.folder}")
        if server.is_known and server.answers()
        else State(server.name, "is off", "")
        for server in _ours(place)
    ] + _given(place)


def _all(place: Place) -> list[Server]:
    return [Postgres(place), Redis(place)]


def _ours(place: Place) -> list[Server]:
    """The servers that the environment does not give."""
    return [server for server in _all(place) if not _is_given(place, server)]


def _given(place: Place) -> list[State]:
    return [
        State(server.name, "is yours", f"{server.setting} is set: nothing is started or stopped here")
        for server in _all(place)
        if _is_given(place, server)
    ]


def _is_given(place: Place, server: Server) -> bool:
    """Whether the environment names a server; what the settings took from `.run/env` does not count."""
    value = os.environ.get(server.setting, "")
    return bool(value) and value != _read_env(place).get(server.setting)


def _env_file(place: Place) -> Path:
    return place.run_dir / "env"


def _read_env(place: Place) -> dict[str, str]:
    if not _env_file(place).exists():
        return {}
    lines = _env_file(place).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _write_env(place: Place, servers: list[Server]) -> None:
    """Replace the file in one step: the settings of another process may be reading it."""
    unfinished = place.run_dir / "env.part"
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.writelines(f"{server.setting}={server.url}\n" for server in servers)
    unfinished.replace(_env_file(place))


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """One start or stop at a time."""
    with open(place.run_dir / "services.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
