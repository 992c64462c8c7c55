"""The whole product running beside the test: web, worker, beat, a mail server, a database seeded by command.

Tests speak to it by HTTP and mail only. Nothing is eager and nothing is patched; the sweeper is only quicker.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from nqt.demo import processes
from nqt.embedded.server import free_port
from tests.harness.mailsink import MailSink

CLONE = Path(__file__).resolve().parents[2]
SWEEP_SECONDS = "2"
LONGEST_START = 60.0


@dataclass
class Stack:
    """A running product."""

    url: str
    environment: dict[str, str]
    processes: processes.Processes
    mail: MailSink
    port: int
    folder: Path

    def manage(self, *arguments: str) -> str:
        """Run a management command against the stack's own servers."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CLONE,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)} said: {done.stdout}{done.stderr}"
        return done.stdout

    def start_web(self) -> None:
        """Start gunicorn and wait until it answers."""
        self.processes.start("web", processes.web(self.port))
        self._await_web("web", self.url)

    def start_worker(self) -> None:
        """Start a Celery worker; it takes what waits as soon as it is up."""
        self.processes.start("worker", processes.worker())

    def start_beat(self) -> None:
        """Start the clock."""
        self.processes.start("beat", processes.beat())

    @contextmanager
    def other_web(self, **environment: str) -> Iterator[str]:
        """A second web on the same data under other settings (`REQUIRE_MFA="true"`); gives its address."""
        port = free_port(0)
        url = f"http://127.0.0.1:{port}"
        self.processes.start("other web", processes.web(port, processes=1), PUBLIC_URL=url, **environment)
        try:
            self._await_web("other web", url)
            yield url
        finally:
            self.processes.stop("other web")

    def _await_web(self, name: str, url: str) -> None:
        process, log = self.processes.running[name], self.folder / "logs" / f"{name}.log"
        eventually(lambda: status_of(f"{url}/live") == 200 or process.poll() is not None, name, seconds=LONGEST_START)
        assert process.poll() is None, f"{name} did not start:\n{log.read_text()[-3000:]}"

    def status(self, path: str) -> int:
        """The answer's number to a GET, 0 when nobody listens."""
        return status_of(self.url + path)

    def sql(self, statement: str, *parameters: object) -> list[tuple[object, ...]]:
        """Ask the stack's database: for what no page can tell, such as a row's lease."""
        with closing(psycopg2.connect(self.environment["DATABASE_URL"])) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return list(cursor.fetchall()) if cursor.description else []

    def forget_limits(self) -> None:
        """Empty the counters of tries, so that journeys do not throttle each other; the broker is left alone."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            keys = list(client.scan_iter("nqt:*"))
            if keys:
                client.delete(*keys)


@contextmanager
def running(
    folder: Path, *, database_url: str, redis_url: str, seed: bool = True, **environment: str
) -> Iterator[Stack]:
    """Make the database anew, seed it, start everything; `folder` takes files and logs.

    `environment` changes the settings; an empty value takes one away (`EMAIL_URL=""`: mail is kept in `folder`).
    """
    make_database(database_url)
    port = free_port(0)
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    with MailSink() as mail:
        settings = {
            "DJANGO_SETTINGS_MODULE": "nqt.settings.demo",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "EMAIL_URL": mail.url,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "EMAIL_FILE_PATH": str(folder / "mail"),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "SWEEP_SECONDS": SWEEP_SECONDS,
            **environment,
        }
        settings = {name: value for name, value in settings.items() if value}
        with processes.Processes(environment=settings, log_folder=folder / "logs") as children:
            stack = Stack(settings["PUBLIC_URL"], settings, children, mail, port, folder)
            stack.manage("migrate", "--verbosity", "0")
            stack.manage("collectstatic", "--no-input", "--verbosity", "0")
            if seed:
                stack.manage("demo_data", "--verbosity", "0")
            stack.start_web()
            stack.start_worker()
            stack.start_beat()
            yield stack


def eventually(condition: Callable[[], bool], what: str, *, seconds: float = 20.0) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"Waited {seconds:.0f} s in vain for {what}."
        time.sleep(0.1)
    return time.monotonic() - began


def status_of(url: str) -> int:
    """The number of an answer, 0 when nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def beside(database_url: str, redis_url: str, name: str) -> tuple[str, str]:
    """Another database of the same server, and another Redis number."""
    parts = urlsplit(database_url)
    database = urlunsplit(parts._replace(path=f"{parts.path}_{name}"))
    number = re.search(r"/(\d+)$", redis_url)
    return database, re.sub(r"/\d+$", "", redis_url) + f"/{(int(number[1]) if number else 0) + 8 & 15}"


def make_database(url: str) -> None:
    """An empty database, whatever was there."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    with closing(psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
