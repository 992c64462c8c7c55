"""A service is copied into a folder, goes on, is lost, and comes back: rows, files, and nobody who was forgotten."""

import json
import os
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from nqt.backups.folder import MANIFEST
from nqt.backups.programs import found
from nqt.files import actions, kinds
from nqt.files.contents import IMAGES
from nqt.files.models import StoredFile
from nqt.files.storage import DurableStorage
from nqt.outbox.models import Message
from nqt.privacy import journal
from nqt.privacy.actions import person_erase
from nqt.privacy.erasing import Person
from tests.harness.factories.mentoring import a_graduate
from tests.harness.factories.organizations import MACHINE, national
from tests.nqt.files import samples

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Canaribackup"
WRITTEN = ("event", "log", "context", "privacy_")
"""Histories, logs and the register of rights, to which forgetting somebody again adds."""


@pytest.fixture
def media(settings, tmp_path, monkeypatch):
    """Files on a disk of this test's own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    monkeypatch.setattr(StoredFile._meta.get_field("blob"), "storage", DurableStorage())
    return tmp_path / "media"


@pytest.fixture
def elsewhere():
    """An empty database beside the test's: its address, and a way to ask it."""
    name = f"nqt_restored_{uuid.uuid4().hex[:8]}"
    facts = connection.settings_dict

    def connect(database):
        where = {key: facts[key.upper()] for key in ("host", "port", "user", "password")}
        link = psycopg2.connect(dbname=database, **where)
        link.autocommit = True
        return closing(link)

    with connect("postgres") as link:
        link.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE template0')

    def ask(question):
        with connect(name) as link, link.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall()

    ask.url = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{name}"
    yield ask
    with connect("postgres") as link:
        link.cursor().execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(*arguments, database, media):
    changes = {"DATABASE_URL": database, "MEDIA_ROOT": str(media), "FILE_KEYS": settings.FILE_KEYS}
    environment = {**os.environ, **changes, "DJANGO_SETTINGS_MODULE": "nqt.settings.demo"}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


def a_file():
    kind = kinds.FileKind("trial.paper", "pièce", IMAGES, lambda actor, file: True)
    examined = actions.examine(actor=MACHINE, kind=kind, upload=samples.Sent("logo.png", samples.picture()))
    with transaction.atomic():
        return actions.file_deposit(actor=MACHINE, examined=examined, about="thing:1")


def test_service_comes_back_whole_and_nobody_forgotten_comes_back_with_it(media, elsewhere, tmp_path):
    stays = a_graduate("draft", first_name="Camille")
    goes = a_graduate(first_name=CANARY, last_name=CANARY, email=f"{CANARY.lower()}@example.org")
    kept = a_file()
    Message.objects.create(kind="tests.waiting", to="somebody@example.org", key="waiting")
    folder = tmp_path / "backup"
    call_command("backup", str(folder))
    told = json.loads((folder / MANIFEST).read_text())
    assert told["files"] == 1 and told["keys"] == ["test"]

    person_erase(actor=national(), target=goes, person=Person.of(goes.user, goes.email))
    since = a_file()
    assert [label for _, label, _ in journal.lines(journal.place())] == ["mentoring.graduate"]

    lost_media = tmp_path / "elsewhere"
    lost_media.mkdir()
    (lost_media / journal.NAME).write_text(journal.place().read_text())
    done = manage("restore", folder, database=elsewhere.url, media=lost_media)
    assert done.returncode == 0, done.stderr
    assert "1 files, 1 mails held, 0 works stopped, 1 people forgotten again" in done.stdout

    assert elsewhere("SELECT state FROM outbox_message WHERE key = 'waiting'") == [("withdrawn",)]
    assert elsewhere(f"SELECT first_name FROM mentoring_graduate WHERE id = {stays.pk}") == [("Camille",)]  # noqa: S608
    assert elsewhere("SELECT public_id FROM files_storedfile") == [(kept.public_id,)]
    assert (lost_media / "files" / kept.blob.name).read_bytes() == (media / "files" / kept.blob.name).read_bytes()
    assert not (lost_media / "files" / since.blob.name).exists()
    for table, number in told["rows"].items():
        if not any(word in table for word in WRITTEN):
            assert elsewhere(f'SELECT count(*) FROM "{table}"') == [(number,)], table  # noqa: S608
    tables = [name for (name,) in elsewhere("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for table in tables:
        assert elsewhere(f"SELECT 1 FROM \"{table}\" AS row WHERE row::text ILIKE '%{CANARY}%'") == [], table  # noqa: S608
    checked = manage("check", "--database", "default", database=elsewhere.url, media=lost_media)
    assert checked.returncode == 0, checked.stderr

    again = manage("restore", folder, database=elsewhere.url, media=lost_media)
    assert again.returncode == 1 and "--replace puts the backup in its place" in again.stderr
    replaced = manage("restore", folder, "--replace", database=elsewhere.url, media=lost_media)
    assert replaced.returncode == 0, replaced.stderr


def test_backup_that_cannot_be_put_back_is_refused_before_anything_is_touched(media, elsewhere, tmp_path, settings):
    folder = tmp_path / "backup"
    a_file()
    call_command("backup", str(folder))
    good, settings.FILE_KEYS = settings.FILE_KEYS, settings.FILE_KEYS.replace("test:", "other:")
    locked = manage("restore", folder, database=elsewhere.url, media=media)
    assert locked.returncode == 1 and "FILE_KEYS lacks test" in locked.stderr
    settings.FILE_KEYS = good
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(folder))
    with (folder / "database.dump").open("ab") as dump:
        dump.write(b"x")
    changed = manage("restore", folder, database=elsewhere.url, media=media)
    assert changed.returncode == 1 and "has changed since it was made" in changed.stderr
    (folder / MANIFEST).unlink()
    half = manage("restore", folder, database=elsewhere.url, media=media)
    assert half.returncode == 1 and "no finished backup" in half.stderr
    assert elsewhere("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_programs_are_found_where_the_server_comes_from():
    assert Path(found("pg_dump")).exists()
