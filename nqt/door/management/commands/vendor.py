"""Files of others that we serve ourselves: fetched by `npm pack`, locked by hash, committed with their licence."""

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

LOCK = Path("static/vendor/vendor.lock.json")
SOURCE_MAP = re.compile(rb"\n?(/\*|//)[#@] sourceMappingURL=.*?(\*/|$)\s*", re.M)
"""A map that is not shipped: ManifestStaticFilesStorage would look for it, and browsers too."""


def sha512(content: bytes) -> str:
    """The hash as browsers and npm write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


class Command(BaseCommand):
    """`sync` writes the locked files, `check` says whether the tree still holds exactly those (without npm)."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Two verbs; `--accept` is for the day a version changes in the lock."""
        parser.add_argument("verb", choices=["sync", "check"])
        parser.add_argument("--accept", action="store_true", help="write the new hashes of a version changed by hand")

    def handle(self, *, verb: str, accept: bool, **options: object) -> None:
        """Run the verb on every locked package."""
        self.root = Path(settings.BASE_DIR)
        lock = json.loads((self.root / LOCK).read_text())
        if verb == "sync":
            for package in lock["packages"]:
                self.sync(package, accept=accept)
            (self.root / LOCK).write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
        wrong = self.differences(lock)
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{sum(len(p['files']) for p in lock['packages'])} files as locked.")

    def sync(self, package: dict, *, accept: bool) -> None:
        """Fetch one package, refuse another content than the locked one, and write its files without source maps."""
        with tempfile.TemporaryDirectory() as folder:
            archive = self.fetch(f"{package['name']}@{package['version']}", Path(folder))
            integrity = sha512(archive.read_bytes())
            if integrity != package.get("integrity") and not accept:
                raise CommandError(
                    f"{package['name']} is not what the lock says ({integrity}): --accept if it should be."
                )
            package["integrity"] = integrity
            with tarfile.open(archive) as members:
                for file in package["files"]:
                    content = SOURCE_MAP.sub(b"", members.extractfile(f"package/{file['from']}").read())
                    file["integrity"] = sha512(content)
                    target = self.root / package["into"] / file["to"]
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)

    def fetch(self, specification: str, folder: Path) -> Path:
        """The package's archive, through the ordinary client and its own configuration."""
        try:
            subprocess.run(  # noqa: S603
                ["npm", "pack", specification, "--silent", "--pack-destination", str(folder)],  # noqa: S607
                check=True,
                capture_output=True,
                text=True,
            )
        except FileNotFoundError as error:
            raise CommandError("npm is needed to fetch; `vendor check` does without it.") from error
        except subprocess.CalledProcessError as error:
            raise CommandError(f"npm could not fetch {specification}: {error.stderr.strip()}") from error
        return next(folder.glob("*.tgz"))

    def differences(self, lock: dict) -> list[str]:
        """What is missing, changed, or lies in static/vendor without being locked."""
        wrong, known = [], {LOCK}
        for package in lock["packages"]:
            for file in package["files"]:
                path = Path(package["into"]) / file["to"]
                known.add(path)
                if not (self.root / path).exists():
                    wrong.append(f"{path}: missing")
                elif sha512((self.root / path).read_bytes()) != file.get("integrity"):
                    wrong.append(f"{path}: not the locked content")
        present = (path.relative_to(self.root) for path in (self.root / LOCK.parent).rglob("*") if path.is_file())
        return wrong + sorted(f"{path}: not in the lock" for path in present if path not in known)
