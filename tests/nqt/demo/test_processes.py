"""Children of one command: all end with it, and none outlives a `make stop`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from nqt.demo.processes import Processes, end_registered, identity, registered

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
    "time.sleep(60)",
]


@pytest.fixture
def children(tmp_path: Path):
    with Processes(log_folder=tmp_path / "logs", register=tmp_path / "demo.json") as children:
        yield children


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def wait_for(condition) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_processes_stopped_leave_no_child_and_no_register(children, tmp_path):
    pids = [children.start(name, SLEEPER).pid for name in ("web", "worker")]
    assert all(alive(pid) for pid in pids)
    children.stop()
    assert not any(alive(pid) for pid in pids)
    assert not (tmp_path / "demo.json").exists()


def test_processes_that_ignore_the_polite_signal_end_with_their_own_children(children, tmp_path, monkeypatch):
    monkeypatch.setattr("nqt.demo.processes.PATIENCE_SECONDS", 0.3)
    process = children.start("worker", STUBBORN)
    log = tmp_path / "logs" / "worker.log"
    wait_for(lambda: log.read_text().strip().isdecimal())
    grandchild = int(log.read_text())
    children.stop()
    wait_for(lambda: not alive(process.pid) and not alive(grandchild))


def test_processes_of_which_one_ends_name_it(children):
    children.start("web", SLEEPER)
    children.start("beat", [sys.executable, "-c", "raise SystemExit(3)"])
    wait_for(lambda: children.ended() is not None)
    assert children.ended() == "beat"


def test_a_register_of_a_killed_head_still_ends_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr("nqt.demo.processes.PATIENCE_SECONDS", 0.3)
    orphan = subprocess.Popen(SLEEPER, start_new_session=True)
    register = tmp_path / "demo.json"
    register.write_text(json.dumps([[2**22 + 1, 0.0], identity(orphan.pid)]))
    assert end_registered(register)
    assert not alive(orphan.pid)
    assert not register.exists()


def test_a_register_that_names_a_later_process_of_the_same_number_ends_nothing(tmp_path):
    register = tmp_path / "demo.json"
    register.write_text(json.dumps([[os.getpid(), 1.0]]))
    assert registered(register) == []
    assert not end_registered(register)
