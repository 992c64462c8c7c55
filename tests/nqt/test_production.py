"""Production does not start on a missing or weak setting: one clear line, and a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k7Qz!vN2p#xW9rL4sT6yB1mD8fG3hJ5cA0eU-oI_iP=qR+wZ~aS%",
    "DATABASE_URL": "postgres://nqt:secret@127.0.0.1:1/nqt",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://nqt:secret@127.0.0.1:587",
    "PUBLIC_URL": "https://nqt.example",
    "ALLOWED_HOSTS": "nqt.example,127.0.0.1",
    "FILE_KEYS": "2027a:" + "A" * 43 + "=",
    "SCANNER_URL": "tcp://127.0.0.1:3310",
    "DJANGO_SETTINGS_MODULE": "nqt.settings.production",
}
CHECK = [sys.executable, "manage.py", "check"]


def run(command, **changes):
    """A process with these settings alone; None takes one away."""
    values = {**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, **GOOD, **changes}
    environment = {name: value for name, value in values.items() if value is not None}
    return subprocess.run(command, cwd=CLONE, env=environment, capture_output=True, text=True, check=False, timeout=60)


REFUSED = {
    **{f"no {name}": ({name: None}, f"{name} not set.") for name in GOOD if name != "DJANGO_SETTINGS_MODULE"},
    "empty": ({"DATABASE_URL": " "}, "DATABASE_URL not set."),
    "short key": ({"SECRET_KEY": "k7Qz!vN2p#xW9rL4"}, "SECRET_KEY is weak, give 50 random characters or more."),
    "monotonous key": ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is weak, give 50 random characters or more."),
    "the demo's key": (
        {"SECRET_KEY": "demo-only-" + "0" * 50},
        "SECRET_KEY is weak, give 50 random characters or more.",
    ),
    "any host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must list the names this service answers to."),
    "no https": ({"PUBLIC_URL": "http://nqt.example"}, "PUBLIC_URL must begin with https://."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_production_with_a_bad_setting_refuses_to_start_with_one_line(name):
    changes, sentence = REFUSED[name]
    done = run(CHECK, **changes)
    assert done.returncode == 1
    assert done.stderr == f"NQT does not start: {sentence}\n"
    assert done.stdout == ""


SERVERS = {
    "web": [
        "gunicorn",
        "nqt.wsgi",
        "--bind",
        "127.0.0.1:0",
        "--preload",
        "--no-control-socket",
        "--log-level",
        "error",
    ],
    "worker": ["celery", "--app", "nqt", "--quiet", "worker"],
    "beat": ["celery", "--app", "nqt", "--quiet", "beat"],
}


@pytest.mark.parametrize("name", SERVERS)
def test_server_with_a_bad_setting_ends_with_one_line(name):
    done = run([sys.executable, "-m", *SERVERS[name]], SECRET_KEY=None, DATABASE_URL=None)
    assert done.returncode == 1
    assert done.stderr == "NQT does not start: SECRET_KEY, DATABASE_URL not set.\n"


def test_production_with_good_settings_has_nothing_to_warn_of():
    done = run([*CHECK, "--deploy", "--fail-level", "WARNING"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"
