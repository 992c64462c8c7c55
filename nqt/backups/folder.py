"""A backup is a folder: the database as PostgreSQL dumps it, the sealed files, the journal of erasures, a manifest.

Files first, then the database, then the files that came meanwhile: every row of the dump has its bytes. The keys of the
files are not in it, only their names.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"


class BadBackup(Exception):  # noqa: N818 (said to whoever runs the command)
    """The folder is not a backup that can be put back."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    digest: str
    """SHA-256 of the dump."""
    rows: dict[str, int]
    """Rows by table, counted in the dump's own moment as nearly as may be: what a trial compares."""
    files: int
    keys: list[str]
    """Names of the keys that open its files: those must be in `FILE_KEYS` where it is put back."""

    def write(self, folder: Path) -> None:
        """The last file written: a folder without it is no backup."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """Read and compared with the dump. Raises `BadBackup`."""
        try:
            manifest = cls(**json.loads((folder / MANIFEST).read_text()))
        except (OSError, TypeError, ValueError):
            raise BadBackup(f"{folder} is no finished backup: {MANIFEST} is missing or cannot be read") from None
        if digest_of(folder / DUMP) != manifest.digest:
            raise BadBackup(f"{folder / DUMP} has changed since it was made")
        return manifest


def digest_of(path: Path) -> str:
    """SHA-256, in hexadecimal. Raises `BadBackup` without the file."""
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        raise BadBackup(f"{path} cannot be read") from None


def media() -> Path:
    """Where the sealed files of this service lie."""
    return Path(settings.MEDIA_ROOT) / FILES


def copy_missing(source: Path, target: Path) -> int:
    """Copy what `target` has not, whole or not at all; how many. Sealed files never change."""
    copied = 0
    for path in files_in(source):
        to = target / path.relative_to(source)
        if to.exists() and to.stat().st_size == path.stat().st_size:
            continue
        to.parent.mkdir(parents=True, exist_ok=True)
        half = to.with_suffix(".half")
        try:
            shutil.copyfile(path, half)
        except FileNotFoundError:
            continue  # taken away meanwhile, with its row
        half.chmod(0o600)
        half.replace(to)
        copied += 1
    return copied


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below, halves left by a fall aside."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".half")
