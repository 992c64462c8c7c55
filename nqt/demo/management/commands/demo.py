"""`manage.py demo`: the product, alive, in the foreground until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from nqt.demo import processes
from nqt.demo.accounts import ACCOUNTS
from nqt.embedded import services
from nqt.embedded.place import Place

PATIENCE_SECONDS = 60.0
REGISTER = Path(settings.RUN_DIR) / "demo.json"
MANAGE = Path(settings.BASE_DIR) / "manage.py"


class Stopped(Exception):
    """Somebody asked for the end."""


class Command(BaseCommand):
    """Bring the database and the files up to date, start the three processes, say where and who."""

    help = "Run web, worker and beat with the demo data, on http://127.0.0.1:$PORT/ (8000), until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stop", action="store_true", help="end this clone's demo and its servers")

    def handle(self, *, stop: bool, **options: Any) -> None:
        if stop:
            return self._end()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        try:
            self._run(_port())
        except Stopped:
            self.stdout.write("\nStopped. The database and Redis still run: make stop ends them.")

    def _end(self) -> None:
        if processes.end_registered(REGISTER):
            self.stdout.write("demo        stopped")
        for state in services.down(Place.of()):
            self.stdout.write(str(state))

    def _run(self, port: int) -> None:
        self._refuse_a_second_one(port)
        self._prepare()
        with processes.Processes(register=REGISTER) as children:
            children.start("web", processes.web(port))
            self._await(port, children)
            children.start("worker", processes.worker())
            children.start("beat", processes.beat())
            self._say_where_and_who(port)
            while not (name := children.ended()):
                time.sleep(0.5)
        raise CommandError(f"{name} ended by itself: everything is stopped.")

    def _refuse_a_second_one(self, port: int) -> None:
        living = processes.registered(REGISTER)
        if living:
            raise CommandError(f"A demo of this clone already runs (process {living[0]}): make stop ends it.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(f"Port {port} is taken: choose another, PORT={port + 1} make demo.") from None

    def _prepare(self) -> None:
        """Each step changes nothing the second time."""
        collecting = subprocess.Popen([sys.executable, MANAGE, "collectstatic", "--no-input", "--verbosity", "0"])
        self._say("Tables")
        call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model()._default_manager.exists():
            self._say("Demo data")
            call_command("demo_data", verbosity=0)
        self._say("Static files")
        if collecting.wait():
            raise CommandError("The static files cannot be collected: see above.")
        self._say("Web, worker and beat")

    def _await(self, port: int, children: processes.Processes) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            if name := children.ended():
                raise CommandError(f"{name} does not start: see above.")
            if time.monotonic() > deadline:
                raise CommandError(f"Nothing answers on port {port} after {PATIENCE_SECONDS:.0f} s.")
            time.sleep(0.1)

    def _say_where_and_who(self, port: int) -> None:
        rows = [("Role", "E-mail", "Password"), *((each.role, each.email, each.password) for each in ACCOUNTS)]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        began = float(os.environ.get("NQT_STARTED", 0)) or time.time()
        self.stdout.write(f"\n  http://127.0.0.1:{port}/\n")
        self.stdout.write("".join(f"\n  {line}" for line in lines))
        self.stdout.write(f"\n  Ready in {time.time() - began:.0f} s. Ctrl-C ends it.\n")
        self.stdout.flush()

    def _say(self, step: str) -> None:
        self.stdout.write(f"{step}…")
        self.stdout.flush()


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CommandError(f"PORT is {value!r}: a number from 1 to 65535 is wanted.")
    return int(value)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped
