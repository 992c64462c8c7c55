"""A file that somebody deposited: its row says what it is and opens it, the disk holds noise."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nqt.common.looks import dressed
from nqt.common.models import PublicModel
from nqt.files.contents import CONTENTS
from nqt.files.storage import sealed_files


@dressed(WAITING="warn hourglass", READY="ok check", REFUSED="bad ban", LOST="bad alert-triangle")
class FileState(models.TextChoices):
    """Whether it may be opened."""

    WAITING = "waiting", "en cours de contrôle"
    """No scanner has answered yet: nobody opens it."""
    READY = "ready", "disponible"
    REFUSED = "refused", "refusé : un programme nuisible s’y trouvait"
    LOST = "lost", "perdu sur le disque : à déposer à nouveau"


class StoredFileQuerySet(models.QuerySet):
    """Adjectives of files."""

    def hanging_on(self, about: str) -> Self:
        """Of one thing: `hanging_on("event:0b6e…")`."""
        return self.filter(about=about)

    def of_kind(self, *names: str) -> Self:
        """Only some kinds."""
        return self.filter(kind__in=names)

    def waiting(self) -> Self:
        """For a scanner, the oldest first."""
        return self.filter(state=FileState.WAITING).order_by("created_at", "pk")

    def on_disk(self) -> Self:
        """Whose bytes must be there."""
        return self.filter(state__in=(FileState.WAITING, FileState.READY))

    def not_under(self, key_id: str) -> Self:
        """Still wrapped by another key."""
        return self.exclude(key_id=key_id).exclude(wrapped_key=b"")


def place_of(file: "StoredFile", _name: str = "") -> str:
    """Where its bytes lie: 'ab/ab12…', by its public id and nothing that anybody typed."""
    return f"{file.public_id.hex[:2]}/{file.public_id.hex}"


class StoredFile(PublicModel):
    """One deposited file. It is never changed: another takes its place."""

    kind = models.CharField("sorte", max_length=60)
    """A name that a room declared in its `files.py`."""
    about = models.CharField("dépend de", max_length=120)
    """What it hangs on: 'event:<public id>', as in the outbox. Written once; a merge leaves it."""
    name = models.CharField("nom", max_length=120)
    """As its person called it, cleaned; only ever shown."""
    content_type = models.CharField("type", max_length=60, choices=[(one.type, one.words) for one in CONTENTS])
    size = models.PositiveIntegerField("taille")
    """Bytes once opened."""
    digest = models.CharField("empreinte", max_length=64)
    """SHA-256 of the bytes on the disk, in hexadecimal: copies are compared without opening anything."""
    blob = models.FileField("octets", upload_to=place_of, storage=sealed_files, max_length=100)
    key_id = models.CharField("clé", max_length=20)
    wrapped_key = models.BinaryField("clé enveloppée")
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.WAITING)
    scanned_at = models.DateTimeField("contrôlé le", null=True)
    created_at = models.DateTimeField("déposé le", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="déposé par"
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["about", "kind"], name="files_storedfile_about"),
            models.Index(
                fields=["created_at", "id"], condition=Q(state=FileState.WAITING), name="files_storedfile_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bound_to(self) -> str:
        """What its bytes are sealed to: they open under no other row."""
        return f"{self.public_id}|{self.about}"

    @property
    def is_open(self) -> bool:
        """Whether it may be opened by whoever may read it."""
        return self.state == FileState.READY

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: the bytes would stay; `nqt.files.actions.file_remove` takes both."""
        raise TypeError("file_remove takes a file away, with its bytes")
