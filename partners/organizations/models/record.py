"""What an organization's record and a contact's have in common: archived, never lost."""

from collections.abc import Collection

from django.db import models
from django_fsm import FSMModelMixin

from nqt.common.models import VersionedModel
from partners.organizations.words import RecordState


class RecordQuerySet(models.QuerySet):
    """Adjectives of records."""

    def active(self):
        """Not archived."""
        return self.filter(state=RecordState.ACTIVE)


class Record(FSMModelMixin, VersionedModel):
    """A record with a `state` of its own, moved by `archive` and `restore` (django-fsm wants them on the model)."""

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        """Kept for its history, no longer worked with."""
        return self.state == RecordState.ARCHIVED

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check what people type; the state is the life cycle's, and django-fsm lets nobody write it."""
        super().clean_fields({*(exclude or ()), "state"})
