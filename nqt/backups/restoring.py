"""Putting a backup back: the database and the files of that day, and nothing of it leaves before it was cleaned.

Mails that waited then may have left since: they are held. Work in hand is stopped. Sessions end. Whoever was forgotten
since is forgotten again, by the journals of the backup and of the machine.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.context import acting
from nqt.backups.folder import DUMP, FILES, BadBackup, Manifest, copy_missing, media
from nqt.backups.programs import run
from nqt.common.errors import Refusal
from nqt.files import vault
from nqt.jobs.models import Job, JobState
from nqt.outbox.models import ON_THE_WAY, Message, State
from nqt.privacy import journal
from nqt.privacy.actions import person_erase
from nqt.privacy.retention import says_something
from nqt.privacy.subjects import subject_of

HELD = "retenu : la base a été rétablie à un jour antérieur"
STOPPED = "La base a été rétablie à un jour antérieur : demandez ce travail à nouveau."


@dataclass
class Restored:
    """What was done."""

    made_at: datetime
    files: int
    held: int = 0
    stopped: int = 0
    erased: int = 0
    left: list[str] = field(default_factory=list)
    """Erasures that something forbids for now, each with why: somebody has to look."""


def restore(folder: Path, *, replace: bool = False) -> Restored:
    """Put the backup in this service's database and folder of files.

    Raises `BadBackup` before anything is touched (rows in the way, a key that is missing, a dump that changed), and
    `ProgramFailed` when PostgreSQL refuses.
    """
    manifest = Manifest.of(folder)
    if lacking := sorted(set(manifest.keys) - set(vault.keys())):
        raise BadBackup(f"FILE_KEYS lacks {', '.join(lacking)}: the files of this backup could not be opened")
    if _holds_something() and not replace:
        raise BadBackup("the database is not empty: --replace puts the backup in its place")
    run("pg_restore", "--list", str(folder / DUMP))
    _empty()
    run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        f"--dbname={connection.settings_dict['NAME']}",
        str(folder / DUMP),
    )
    done = Restored(datetime.fromisoformat(manifest.made_at), copy_missing(folder / FILES, media()))
    connections.close_all()
    call_command("migrate", verbosity=0, interactive=False)
    settle(done, [folder / journal.NAME, journal.place()])
    return done


def settle(done: Restored, journals: list[Path]) -> None:
    """What must not go on from where that day left it."""
    with transaction.atomic():
        Session.objects.all().delete()
        done.held = Message.objects.filter(state__in=ON_THE_WAY).update(
            state=State.WITHDRAWN, last_error=HELD, lease_until=None, claimed_by=""
        )
        done.stopped = Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).update(
            state=JobState.CANCELLED, error=STOPPED, finished_at=timezone.now(), lease_until=None, claimed_by=""
        )
    for job in Job.objects.exclude(file="").exclude(file=None):
        if not job.file.storage.exists(job.file.name):  # results are no part of a backup: they are asked for again
            Job.objects.filter(pk=job.pk).update(file=None, file_name="")
    for label, public_id in dict.fromkeys((label, key) for path in journals for _, label, key in journal.lines(path)):
        _forget_again(label, public_id, done)


def _forget_again(label: str, public_id: str, done: Restored) -> None:
    """One of the journal, if the backup still tells who it was."""
    try:
        subject = subject_of(label)
    except LookupError:
        return
    file = subject.model._base_manager.filter(says_something(subject.model), public_id=public_id).first()
    if file is None:
        return
    machine = Actor.system("backups.restore")
    try:
        with acting(machine):
            person_erase(actor=machine, target=file, person=subject.person(file))
        done.erased += 1
    except Refusal as refusal:
        done.left.append(f"{label} {public_id}: {refusal.message}")


def _holds_something() -> bool:
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connections.close_all()
