"""Who asked to be forgotten, and when it was done: without a name, so that a restored backup can be cleaned again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.models import PublicModel


class ErasureQuerySet(models.QuerySet):
    """Adjectives of erasures."""

    def visible_to(self, actor: Actor) -> Self:
        """National staff carry them out; a person reads her own request."""
        if actor.role in {Role.STAFF_NATIONAL, Role.SYSTEM}:
            return self.all()
        return self.filter(user=actor.user) if actor.user is not None else self.none()

    def asked(self) -> Self:
        """Neither done nor taken back."""
        return self.filter(done_at=None, withdrawn_at=None)


class Erasure(PublicModel):
    """One request or one erasure; the law gives a month."""

    model = models.CharField("fiche", max_length=100)
    object_public_id = models.UUIDField("identifiant de la fiche")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="compte de la personne"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    withdrawn_at = models.DateTimeField("retirée le", null=True)
    done_at = models.DateTimeField("fait le", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="fait par"
    )

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = "effacement"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_public_id"],
                condition=Q(done_at=None, withdrawn_at=None),
                name="privacy_erasure_one_open",
                violation_error_message="Cet effacement est déjà demandé.",
            )
        ]

    def __str__(self) -> str:
        return f"effacement demandé le {timezone.localdate(self.asked_at):%d/%m/%Y}"
