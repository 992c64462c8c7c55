"""Abstract bases: an id fit for the outside, a version that refuses stale writes."""

import uuid
from collections.abc import Collection
from typing import Any, TypeVar

from django.db import models
from django_fsm import FSMFieldMixin, FSMModelMixin

from nqt.common.acts import May
from nqt.common.errors import Forbidden, Stale


class PublicModel(models.Model):
    """Integer keys stay inside; what leaves the house is a random UUID."""

    public_id = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class VersionedModel(PublicModel):
    """An aggregate that two people may edit: `version` counts its writes."""

    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        abstract = True


class LivingModel(FSMModelMixin, VersionedModel):
    """An aggregate with a life cycle: its steps are here, `nqt.audit.transitions.move` takes them."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check what people type; the state is the life cycle's, and django-fsm lets nobody write it."""
        states = {field.name for field in self._meta.fields if isinstance(field, FSMFieldMixin)}
        super().clean_fields({*(exclude or ()), *states})


M = TypeVar("M", bound=VersionedModel)


def claim(target: M, expected_version: int | None, *, actor: Any = None, may: May | None = None) -> M:
    """Lock the row, ask whether the act is open on it, compare with what the writer has seen, count up.

    `None` skips the comparison (the machine acts). The caller owns the transaction and saves. Raises `Forbidden` first,
    then `Stale`, for a row that is gone too, then any other refusal of `may`.
    """
    fresh: M | None = type(target)._base_manager.select_for_update(of=("self",)).filter(pk=target.pk).first()
    if fresh is None:
        raise Stale
    refusal = may(actor, fresh) if may else None
    if isinstance(refusal, Forbidden):
        raise refusal
    if expected_version is not None and fresh.version != expected_version:
        raise Stale
    if refusal is not None:
        raise refusal
    fresh.version += 1
    return fresh
