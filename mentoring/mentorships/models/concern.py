"""“Signaler un problème”: read by national staff only."""

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition

from mentoring.mentorships.models.meeting import Side
from mentoring.mentorships.models.mentorship import Mentorship
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.looks import dressed
from nqt.common.models import LivingModel
from nqt.common.validators import validate_plain_text


@dressed(
    OPEN="warn alert-triangle",
    SETTLED="ok check",
)
class ConcernState(models.TextChoices):
    """Until somebody has taken care of it."""

    OPEN = "open", "à traiter"
    SETTLED = "settled", "traité"


class ConcernQuerySet(models.QuerySet):
    """Adjectives of concerns."""

    def visible_to(self, actor: Actor) -> Self:
        """National staff alone: not the other one of the pair, not the employer, not regional staff."""
        return self.all() if actor.role in {Role.STAFF_NATIONAL, Role.SYSTEM} else self.none()


@pghistory.track()
class Concern(LivingModel):
    """What one of the two says is wrong."""

    mentorship = models.ForeignKey(Mentorship, models.PROTECT, related_name="concerns", verbose_name="binôme")
    side = models.CharField("signalé par", max_length=8, choices=Side)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="personne"
    )
    text = models.TextField("ce qui ne va pas", max_length=2000, validators=[validate_plain_text])
    state = FSMField("état", default=ConcernState.OPEN, choices=ConcernState.choices, protected=True)
    settled_at = models.DateTimeField("traité le", null=True, editable=False)
    settlement = models.TextField("ce qui a été fait", max_length=2000, blank=True, validators=[validate_plain_text])

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = "signalement"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["created_at", "id"], name="mentoring_concern_created")]

    def __str__(self) -> str:
        return f"signalement sur {self.mentorship}"

    @transition(state, source=ConcernState.OPEN, target=ConcernState.SETTLED, custom={"label": "Traiter"})
    def settle(self, *, settlement: str, at: datetime.datetime) -> None:
        """Taken care of, and how."""
        self.settlement, self.settled_at = settlement, at

    @transition(state, source=ConcernState.SETTLED, target=ConcernState.OPEN, custom={"label": "Rouvrir"})
    def reopen(self) -> None:
        """Not settled after all."""
        self.settled_at = None
