"""Who was forgotten, written beside the files as well: a backup made before is cleaned again before anybody reads it.

One line an erasure, with the kind and the id of a file that says nothing of anybody any more. It lives where the files
live, and not in the database that may have to be put back to an earlier day.
"""

import datetime
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

NAME = "erasures.log"


def place() -> Path:
    """The journal of this service."""
    return Path(settings.MEDIA_ROOT) / NAME


def forgotten(label: str, public_id: object) -> None:
    """Write one erasure, once its transaction holds."""
    transaction.on_commit(partial(_append, f"{timezone.now():%Y-%m-%dT%H:%M:%SZ} {label} {public_id}\n"))


def lines(path: Path) -> Iterator[tuple[datetime.datetime, str, str]]:
    """When, `mentoring.graduate`, its public id; a line cut short by a fall of the machine is left."""
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        parts = line.split(" ")
        try:
            moment = datetime.datetime.fromisoformat(parts[0])
            yield moment, parts[1], parts[2]
        except (IndexError, ValueError):
            continue


def _append(line: str) -> None:
    """In one write, on the disk when it returns: two processes never mix their lines."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
