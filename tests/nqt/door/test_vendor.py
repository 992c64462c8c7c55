"""Files of others: locked by hash, fetched by npm, checked without it."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from nqt.door.management.commands import vendor

CSS = b"a{color:red}\n/*# sourceMappingURL=a.css.map */\n"


@pytest.fixture
def a_tree(tmp_path: Path, settings) -> Path:
    """An empty repository that wants one file of one package."""
    settings.BASE_DIR = tmp_path
    lock = tmp_path / vendor.LOCK
    lock.parent.mkdir(parents=True)
    package = {"name": "a", "version": "1", "licence": "MIT", "into": "static/vendor/a"}
    package["files"] = [{"from": "dist/a.css", "to": "a.css"}]
    lock.write_text(json.dumps({"packages": [package]}))
    return tmp_path


@pytest.fixture
def a_registry(monkeypatch):
    """npm answers with an archive of this content."""

    def serving(content: bytes) -> None:
        def fetch(self, specification: str, folder: Path) -> Path:
            archive = folder / "a-1.tgz"
            with tarfile.open(archive, "w:gz") as members:
                entry = tarfile.TarInfo("package/dist/a.css")
                entry.size = len(content)
                members.addfile(entry, io.BytesIO(content))
            return archive

        monkeypatch.setattr(vendor.Command, "fetch", fetch)

    return serving


def test_vendored_files_are_as_locked() -> None:
    call_command("vendor", "check")


def test_sync_writes_the_file_without_its_source_map(a_tree, a_registry) -> None:
    a_registry(CSS)
    call_command("vendor", "sync", "--accept")
    assert (a_tree / "static/vendor/a/a.css").read_bytes() == b"a{color:red}"
    call_command("vendor", "check")


def test_sync_refuses_an_archive_that_is_not_the_locked_one(a_tree, a_registry) -> None:
    a_registry(CSS)
    call_command("vendor", "sync", "--accept")
    a_registry(CSS + b"b{}")
    with pytest.raises(CommandError, match="not what the lock says"):
        call_command("vendor", "sync")
    assert b"b{}" not in (a_tree / "static/vendor/a/a.css").read_bytes()


def test_check_names_changed_missing_and_unknown_files(a_tree, a_registry) -> None:
    a_registry(CSS)
    call_command("vendor", "sync", "--accept")
    (a_tree / "static/vendor/a/a.css").write_text("changed")
    (a_tree / "static/vendor/a/b.css").write_text("mine")
    with pytest.raises(CommandError, match=r"a\.css: not the locked content\n.*b\.css: not in the lock"):
        call_command("vendor", "check")
    (a_tree / "static/vendor/a/a.css").unlink()
    with pytest.raises(CommandError, match=r"a\.css: missing"):
        call_command("vendor", "check")
