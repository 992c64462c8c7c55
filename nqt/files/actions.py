"""Writes on files: deposited, asked again of the scanner, taken away.

    examined = examine(actor=actor, kind=LOGO, upload=upload)       # before the transaction
    with transaction.atomic():
        organization.logo = file_deposit(actor=actor, examined=examined, about=f"organization:{…}")

Bytes are on the disk before the row is: what a transaction that failed leaves there, the sweep takes.
"""

import errno
import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.models import SecurityEvent
from nqt.audit.security import note
from nqt.common.errors import Conflict, Invalid, NoRoom, Unavailable
from nqt.common.text import counted
from nqt.common.turns import one_at_a_time
from nqt.files import vault
from nqt.files.contents import Clean, cleaned
from nqt.files.kinds import FileKind
from nqt.files.models import FileState, StoredFile, place_of
from nqt.files.naming import cleaned_name
from nqt.files.scanning import ScannerDown, Verdict, scanner

logger = structlog.get_logger(__name__)

AT_ONCE = 2.0
"""Seconds that a person waits for the scanner; without an answer the file waits, and the page goes on."""
INFECTED = "Un programme nuisible a été trouvé dans ce fichier. Il n’a pas été gardé."


class Upload(Protocol):
    """What a form gives: `django.core.files.uploadedfile.UploadedFile`, or any named file."""

    name: str
    size: int

    def read(self, size: int = -1) -> bytes:
        """The bytes."""


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: what it is, how it is called, what the scanner said."""

    kind: FileKind
    clean: Clean
    name: str
    verdict: Verdict | None


def examine(*, actor: Actor, kind: FileKind, upload: Upload) -> Examined:
    """Read, clean and scan what was sent: before the transaction that keeps it, since a scanner takes its time.

    Raises `Invalid` with what is wrong with it.
    """
    data = _read(upload, kind)
    clean = cleaned(data, kind.accepted)
    name = cleaned_name(upload.name, clean.content)
    verdict = _asked(clean.data, data)
    if verdict is Verdict.INFECTED:
        note(SecurityEvent.Kind.INFECTED, None, actor=actor, detail=kind.name)
        logger.warning("files.infected", kind=kind.name)
        raise Invalid(INFECTED, code="infected")
    return Examined(kind, clean, name, verdict)


def file_deposit(*, actor: Actor, examined: Examined, about: str) -> StoredFile:
    """Keep a file, sealed. The caller owns the transaction, and has asked whether the actor may.

    Raises `Conflict` when too many hang there already, `NoRoom` when the disk is full.
    """
    kind, data = examined.kind, examined.clean.data
    one_at_a_time(f"files.deposit|{kind.name}|{about}")
    if StoredFile.objects.hanging_on(about).of_kind(kind.name).count() >= kind.most:
        raise Conflict(f"{counted(kind.most, 'fichier')} au plus ici : retirez-en un d’abord.", code="too_many_files")
    file = StoredFile(
        kind=kind.name,
        about=about,
        name=examined.name,
        content_type=examined.clean.content.type,
        size=len(data),
        state=FileState.READY if examined.verdict else FileState.WAITING,
        scanned_at=timezone.now() if examined.verdict else None,
        created_by=actor.user,
    )
    sealed = vault.seal(data, bound_to=file.bound_to)
    file.key_id, file.wrapped_key = sealed.key_id, sealed.wrapped_key
    file.digest = hashlib.sha256(sealed.blob).hexdigest()
    _put(file, sealed.blob)
    return file


def file_remove(*, file: StoredFile) -> None:
    """Take a file away: its row and its key now, its bytes once the transaction holds."""
    blob = file.blob
    StoredFile.objects.filter(pk=file.pk).delete()
    transaction.on_commit(partial(blob.storage.delete, blob.name))


def opened(file: StoredFile) -> bytes:
    """The bytes as they were kept. Raises `Unavailable` in words; who may read was asked before."""
    try:
        with file.blob.open("rb") as stored:
            blob = stored.read()
    except FileNotFoundError:
        logger.error("files.missing", file=str(file.public_id))
        raise Unavailable("Ce fichier n’est plus sur le disque. Déposez-le à nouveau.", code="lost") from None
    return vault.unseal(vault.Sealed(blob, file.key_id, bytes(file.wrapped_key)), bound_to=file.bound_to)


def file_rescan(*, file: StoredFile, seconds: float) -> bool:
    """Ask the scanner about a file that waits; whether it answered. One that harms loses its bytes and its key."""
    try:
        verdict = scanner().scan(opened(file), seconds=seconds)
    except (ScannerDown, Unavailable):
        return False
    now = timezone.now()
    waiting = StoredFile.objects.filter(pk=file.pk, state=FileState.WAITING)
    if verdict is Verdict.CLEAN:
        waiting.update(state=FileState.READY, scanned_at=now)
        return True
    with transaction.atomic():
        if waiting.update(state=FileState.REFUSED, scanned_at=now, wrapped_key=b""):
            note(SecurityEvent.Kind.INFECTED, None, actor=Actor.system("files.scan"), detail=file.kind)
            logger.warning("files.infected", kind=file.kind, file=str(file.public_id))
            transaction.on_commit(partial(file.blob.storage.delete, file.blob.name))
    return True


def _read(upload: Upload, kind: FileKind) -> bytes:
    """What was sent, whatever length was announced."""
    data = upload.read(kind.most_bytes + 1)
    if len(data) > kind.most_bytes:
        most = f"{kind.most_bytes / 1_000_000:.0f}"
        raise Invalid(f"Ce fichier est trop lourd : {most} Mo au plus.", code="too_big")
    return data


def _asked(*versions: bytes) -> Verdict | None:
    """Of what was sent and of what is kept: None when nobody answered in time."""
    try:
        said = {scanner().scan(data, seconds=AT_ONCE) for data in versions}
    except ScannerDown as error:
        logger.warning("files.scanner_down", error=str(error))
        return None
    return Verdict.INFECTED if Verdict.INFECTED in said else Verdict.CLEAN


def _put(file: StoredFile, blob: bytes) -> None:
    """Bytes, then the row; when the row cannot be, no bytes."""
    try:
        file.blob.save(place_of(file), ContentFile(blob), save=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom from error
        raise Unavailable("Le fichier n’a pas pu être gardé. Réessayez dans quelques minutes.") from error
    try:
        file.save(force_insert=True)
    except BaseException:
        file.blob.storage.delete(file.blob.name)
        raise
