"""The product's three processes on one machine, started, watched and ended together.

`make demo`, the browser journeys and the fault tests run the same commands; production's are in docker-compose.yml.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil

PATIENCE_SECONDS = 12.0
QUEUES = "default,mail,matching"
CELERY = ["-m", "celery", "--app", "nqt", "--quiet"]
QUIET = "ignore:You're running the worker with superuser privileges"
"""Celery warns root of pickles, which no queue of ours takes (docs/operations.md has production run as nobody)."""


def web(port: int, *, processes: int = 2, threads: int = 4) -> list[str]:
    """Gunicorn on loopback."""
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--preload"]
    size = ["--workers", str(processes), "--threads", str(threads), "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *options, *size, "--log-level", "warning", "nqt.wsgi"]


def worker(*, concurrency: int = 2) -> list[str]:
    """Celery on the three queues."""
    options = ["--queues", QUEUES, "--concurrency", str(concurrency), "--loglevel", "WARNING"]
    return [sys.executable, *CELERY, "worker", *options, "--without-gossip", "--without-mingle"]


def beat() -> list[str]:
    """Celery's clock; its one entry needs no file to remember."""
    options = ["--scheduler", "celery.beat:Scheduler", "--loglevel", "WARNING"]
    return [sys.executable, *CELERY, "beat", *options]


@dataclass
class Processes:
    """Children by name, each the head of its own group, so that one signal reaches its workers too.

    With a `register` (a file), another command can end them, even when this one was killed.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    log_folder: Path | None = None
    register: Path | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    def start(self, name: str, command: list[str], **environment: str) -> subprocess.Popen[bytes]:
        """Start one; its words go to `<log_folder>/<name>.log`, or where ours go."""
        log: IO[Any] | None = None
        if self.log_folder:
            self.log_folder.mkdir(parents=True, exist_ok=True)
            log = open(self.log_folder / f"{name}.log", "ab")
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET, **self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log and subprocess.STDOUT,
            start_new_session=True,
        )
        if log:
            log.close()
        self.running[name] = process
        self._write_register()
        return process

    def ended(self) -> str | None:
        """The name of one that ended by itself."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def kill(self, name: str) -> None:
        """End one and its workers without a warning, as a power cut would."""
        process = self.running.pop(name)
        end_group(process.pid, gently=False)
        process.wait()
        self._write_register()

    def stop(self, name: str = "") -> None:
        """End one, or all, politely and then firmly."""
        names = [name] if name else list(self.running)
        for each in names:
            self.running[each].send_signal(signal.SIGTERM)
        for each in names:
            process = self.running.pop(each)
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                pass
            end_group(process.pid, gently=False)
            process.wait()
        self._write_register()

    def _write_register(self) -> None:
        if self.register is None:
            return
        if not self.running:
            self.register.unlink(missing_ok=True)
            return
        pids = [os.getpid(), *(process.pid for process in self.running.values() if process.poll() is None)]
        self.register.write_text(json.dumps([identity(pid) for pid in pids]))


def identity(pid: int) -> tuple[int, float]:
    """A pid and when it began: the number alone may come to mean somebody else."""
    return pid, psutil.Process(pid).create_time()


def registered(register: Path) -> list[int]:
    """Which processes of a register still live, the one that started the others first."""
    try:
        entries = json.loads(register.read_text())
    except (OSError, ValueError):
        return []
    return [pid for pid, began in entries if psutil.pid_exists(pid) and psutil.Process(pid).create_time() == began]


def end_registered(register: Path) -> bool:
    """End what a register names: its head ends the rest; what a killed head left behind is ended here."""
    living = registered(register)
    for pid in living[:1]:
        _signal(pid, signal.SIGTERM)
    psutil.wait_procs([psutil.Process(pid) for pid in living if psutil.pid_exists(pid)], timeout=PATIENCE_SECONDS)
    for pid in registered(register):
        end_group(pid, gently=False)
    register.unlink(missing_ok=True)
    return bool(living)


def end_group(pid: int, *, gently: bool) -> None:
    """Signal a child and everything in its group."""
    try:
        os.killpg(pid, signal.SIGTERM if gently else signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
