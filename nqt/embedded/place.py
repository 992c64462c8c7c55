"""Where the embedded servers live, and as whom they run.

PostgreSQL refuses to run as root, and a server that runs as somebody else may not see below a private home. So for
root the servers' folder is `nqt-<hash of the clone's path>` in the system's temporary directory, owned by `nobody`,
with a copy of the programs; otherwise it is `.run/servers`. No mode outside that folder is ever changed.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ACCOUNT_FOR_ROOT = "nobody"
CLONE = Path(__file__).resolve().parents[2]
PROGRAM_SUFFIXES = ("bin", "lib", "share")


class EmbeddedError(Exception):
    """The servers cannot be started here; the message is one line that says what to do."""


@dataclass(frozen=True)
class Place:
    """One set of servers: `run_dir` is what the clone sees, `home` what the servers own."""

    run_dir: Path
    home: Path
    account: pwd.struct_passwd | None

    @classmethod
    def of(cls, run_dir: Path = CLONE / ".run") -> "Place":
        """The place of the clone that holds `run_dir`; nothing is created."""
        if os.geteuid() != 0:
            return cls(run_dir, run_dir / "servers", None)
        account = pwd.getpwnam(ACCOUNT_FOR_ROOT)
        digest = hashlib.sha256(os.fsencode(run_dir.resolve().parent)).hexdigest()[:12]
        return cls(run_dir, _public_temporary_directory() / f"nqt-{digest}", account)

    def prepare(self) -> None:
        """Create the folders; refuse one that somebody else put in our way."""
        self.run_dir.mkdir(parents=True, exist_ok=True)
        try:
            self.home.mkdir(mode=0o700)
        except FileExistsError:
            info = self.home.lstat()
            ours = {os.geteuid(), self.account.pw_uid if self.account else os.geteuid()}
            if not stat.S_ISDIR(info.st_mode) or info.st_uid not in ours:
                raise EmbeddedError(f"{self.home} belongs to somebody else: remove it and try again.") from None
        self.give(self.home)
        if not self.secret_file.exists():
            with open(os.open(self.secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
                handle.write(secrets.token_hex(24))
            self.give(self.secret_file)
        if self.account:
            pointer = self.run_dir / "servers"
            pointer.unlink(missing_ok=True)
            pointer.symlink_to(self.home)

    def give(self, path: Path) -> None:
        """Hand `path` over to the servers' account."""
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether the servers' account can reach what is in `folder`."""
        return folder.is_dir() and (self.account is None or _is_public(folder))

    @property
    def secret_file(self) -> Path:
        """The servers' password, made by `prepare`: other people of this machine reach 127.0.0.1 too."""
        return self.home / "secret"

    @property
    def secret(self) -> str:
        """What that file says."""
        return self.secret_file.read_text().strip()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the servers as their account, in their folder, in a locale that knows accents."""
        options: dict[str, object] = {}
        if self.account:
            options = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile("w+") as said:  # a pipe would stay open in the server that the command starts
            done = subprocess.run(
                [str(part) for part in command],
                cwd=self.home,
                env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.home), "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                check=False,
                **options,  # type: ignore[call-overload]
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")

    def programs(self, distribution: str, folder: str) -> Path:
        """The folder of a wheel's programs, as the servers' account can reach it.

        The wheel's shared libraries lie beside its package (`<package>.libs`) and are found relatively to the program:
        a copy keeps that layout.
        """
        try:
            wheel = metadata.distribution(distribution)
        except metadata.PackageNotFoundError:
            raise EmbeddedError(
                "Embedded servers exist for Linux with CPython 3.11 or 3.12: set DATABASE_URL and REDIS_URL to yours."
            ) from None
        packages = Path(str(wheel.locate_file("")))
        if not self.account:
            return packages / folder
        copy = self.home / f"{distribution}-{wheel.version}"
        if not copy.exists():
            unfinished = copy.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            package = Path(folder).parts[0]
            for part in _programs_of(packages / folder, packages):
                shutil.copytree(packages / part, unfinished / part, symlinks=True)
            if (packages / f"{package}.libs").is_dir():
                shutil.copytree(packages / f"{package}.libs", unfinished / f"{package}.libs")
            unfinished.rename(copy)
        return copy / folder


def _programs_of(folder: Path, packages: Path) -> Sequence[Path]:
    """What of `folder` is needed to run it (headers are not), relative to the packages."""
    if folder.name == "bin":
        return [folder.relative_to(packages)]
    return [(folder / part).relative_to(packages) for part in PROGRAM_SUFFIXES if (folder / part).is_dir()]


def _public_temporary_directory() -> Path:
    """A temporary directory everybody may enter: `TMPDIR` can be private to root."""
    for candidate in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108
        if candidate.is_dir() and _is_public(candidate):
            return candidate
    raise EmbeddedError("No temporary directory is open to other accounts: set DATABASE_URL and REDIS_URL.")


def _is_public(folder: Path) -> bool:
    resolved = folder.resolve()
    return all(each.stat().st_mode & stat.S_IXOTH for each in (resolved, *resolved.parents))
