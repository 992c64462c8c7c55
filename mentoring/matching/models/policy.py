"""What counts in the matching and how much, from a day on."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Q, Subquery, Value, When
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.dates import french_day
from nqt.common.looks import dressed
from nqt.common.models import PublicModel
from nqt.common.validators import validate_plain_text


class MatchingPolicyQuerySet(models.QuerySet):
    """Adjectives of policies."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff: all of them. Others read what is in force, in words (`guide`)."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.STAFF_REGIONAL | Role.SYSTEM:
                return self.all()
            case _:
                return self.none()

    def begun(self, on: datetime.date) -> Self:
        """Those whose day has come and that nobody took back, the one in force first."""
        return self.filter(valid_from__lte=on, withdrawn_at=None).order_by("-valid_from")

    def with_life(self, on: datetime.date) -> Self:
        """Each with its `stage` on a day (`PolicyStage`) and how many `runs_made` used it."""
        in_force = MatchingPolicy.objects.begun(on).values("valid_from")[:1]
        stage = Case(
            When(withdrawn_at__isnull=False, then=Value(PolicyStage.WITHDRAWN)),
            When(valid_from__gt=on, then=Value(PolicyStage.COMING)),
            When(valid_from=Subquery(in_force), then=Value(PolicyStage.IN_FORCE)),
            default=Value(PolicyStage.PAST),
            output_field=models.CharField(),
        )
        return self.annotate(stage=stage, runs_made=Count("runs"))


@dressed(
    COMING="info hourglass",
    IN_FORCE="ok circle-check",
    PAST="mute history",
    WITHDRAWN="mute x",
)
class PolicyStage(models.TextChoices):
    """Where a version stands on a day; never stored."""

    COMING = "coming", "à venir"
    IN_FORCE = "in_force", "en vigueur"
    PAST = "past", "remplacé"
    WITHDRAWN = "withdrawn", "retiré"


class MatchingPolicy(PublicModel):
    """What counts and how much, from a day on (`engine.types.Policy`); a run keeps its own.

    Never rewritten: one that no run has used may be withdrawn, and stays to be read.
    """

    valid_from = models.DateField("depuis le")
    weights = models.JSONField("poids", default=dict)
    """Criterion → whole number."""
    load_steps = models.JSONField("points ôtés par filleul", default=list)
    half_distance_km = models.PositiveSmallIntegerField("distance qui garde la moitié des points (km)")
    remote_share = models.PositiveSmallIntegerField("points gardés à distance (pour mille)")
    full_waiting_days = models.PositiveSmallIntegerField("attente qui compte entière (jours)")
    note = models.TextField("pourquoi ce barème", max_length=500, blank=True, validators=[validate_plain_text])
    created_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="par"
    )
    """Null: the engine's own figures, before anybody decided."""
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="retiré par",
    )

    objects = MatchingPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "barème"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(withdrawn_at=None),
                name="mentoring_policy_one_a_day",
                violation_error_message="Un barème commence déjà ce jour-là : choisissez-en un autre.",
            )
        ]

    def __str__(self) -> str:
        return f"barème du {french_day(self.valid_from)}"
