"""What an organization's record and a contact's have in common: archived, never lost."""

from django.db import models

from nqt.common.looks import dressed
from nqt.common.models import LivingModel


@dressed(
    ACTIVE="ok check",
    ARCHIVED="mute history",
)
class RecordState(models.TextChoices):
    """Whether a record is worked with, or only kept for its history."""

    ACTIVE = "active", "active"
    ARCHIVED = "archived", "archivée"


class RecordQuerySet(models.QuerySet):
    """Adjectives of records."""

    def active(self):
        """Not archived."""
        return self.filter(state=RecordState.ACTIVE)


class Record(LivingModel):
    """A record with a `state` of its own, moved by `archive` and `restore`."""

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        """Kept for its history, no longer worked with."""
        return self.state == RecordState.ARCHIVED
