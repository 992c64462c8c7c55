"""`manage.py demo` says in one line why it does not start, and starts nothing then."""

import json
import os
import socket

import pytest
from django.core.management import CommandError, call_command

from nqt.demo.management.commands import demo
from nqt.demo.processes import identity


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "REGISTER", tmp_path / "demo.json")
    monkeypatch.setattr(demo.signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(demo.Command, "_prepare", lambda self: pytest.fail("it went on"))


@pytest.mark.parametrize("port", ["eight thousand", "0", "65536", "-1", "80 80"])
def test_demo_on_a_port_that_is_none_says_so(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="PORT is"):
        call_command("demo")


def test_demo_on_a_port_that_is_taken_proposes_another(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"PORT={port + 1} make demo"):
            call_command("demo")


def test_demo_while_another_of_this_clone_runs_names_it(monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    demo.REGISTER.write_text(json.dumps([identity(os.getpid())]))
    with pytest.raises(CommandError, match=f"process {os.getpid()}"):
        call_command("demo")
