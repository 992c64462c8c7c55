"""Runs of the matching: what each was asked, computed from and found; the engine knows none of these tables."""

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField, transition

from mentoring.graduates.models import Graduate
from mentoring.matching.models.policy import MatchingPolicy
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.looks import dressed
from nqt.common.models import LivingModel
from nqt.jobs.models import Job
from regions.territories.models import Region, RegionDepartment


@dressed(
    RUNNING="info refresh",
    DONE="ok check",
    FAILED="bad alert-triangle",
    CANCELLED="mute x",
)
class RunState(models.TextChoices):
    """The state of a run; its progress is the job's."""

    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "en échec"
    CANCELLED = "cancelled", "annulé"


class MatchingRunQuerySet(models.QuerySet):
    """Adjectives of runs."""

    def visible_to(self, actor: Actor) -> Self:
        """National staff: all; regional staff: those of a region of which they look after a part."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                links = RegionDepartment.objects.on(timezone.localdate())
                part = links.filter(department__code__in=actor.department_codes).values("region")
                return self.filter(Q(region__code__in=actor.region_codes) | Q(region__in=part))
            case _:
                return self.none()


@pghistory.track()
class MatchingRun(LivingModel):
    """One computation over one scope: a region, or all when `region` is null."""

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="périmètre"
    )
    policy = models.ForeignKey(MatchingPolicy, models.PROTECT, related_name="runs", verbose_name="barème")
    job = models.OneToOneField(
        Job, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="travail"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="demandé par",
    )
    state = FSMField("état", default=RunState.RUNNING, choices=RunState.choices, protected=True)
    input_hash = models.CharField("empreinte des données", max_length=64, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, editable=False)
    graduates = models.PositiveIntegerField("jeunes", default=0)
    places = models.PositiveIntegerField("places", default=0)
    matched = models.PositiveIntegerField("mis en relation", default=0)
    matched_in_order = models.PositiveIntegerField("mis en relation, le meilleur binôme d’abord", default=0)
    """What the greedy way would have matched: the baseline shown beside."""
    score = models.BigIntegerField("score", default=0)
    score_in_order = models.BigIntegerField("score, le meilleur binôme d’abord", default=0)
    certificate = models.JSONField("preuve", default=dict, blank=True)
    """`{gap, value, bound, rounds, feasible}`; the prices are in the record."""
    milliseconds = models.PositiveIntegerField("durée du calcul (ms)", default=0)

    objects = MatchingRunQuerySet.as_manager()

    class Meta:
        verbose_name = "calcul de mise en relation"
        verbose_name_plural = "calculs de mise en relation"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["created_at", "id"], name="mentoring_run_created")]
        constraints = [
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(state=RunState.RUNNING),
                name="mentoring_run_one_per_scope",
                nulls_distinct=False,
                violation_error_message="Un calcul est déjà en cours pour ce périmètre.",
            )
        ]

    def __str__(self) -> str:
        return str(self.region or "Toute la France")

    @transition(state, source=RunState.RUNNING, target=RunState.DONE, custom={"label": "Terminer"})
    def finish(self, *, at: datetime.datetime) -> None:
        """The proposals are written."""
        self.finished_at = at

    @transition(state, source=RunState.RUNNING, target=RunState.FAILED, custom={"label": "Échouer"})
    def fail(self, *, at: datetime.datetime) -> None:
        """Nothing was written."""
        self.finished_at = at

    @transition(state, source=RunState.RUNNING, target=RunState.CANCELLED, custom={"label": "Annuler"})
    def cancel(self, *, at: datetime.datetime) -> None:
        """Nothing was written."""
        self.finished_at = at


class RunRecord(models.Model):
    """What a run computed from and found, by internal keys: enough to check its certificate without trusting it."""

    run = models.OneToOneField(MatchingRun, models.CASCADE, related_name="record", verbose_name="calcul")
    inputs = models.BinaryField("données", editable=False)
    """`record.pack`: the problem."""
    outcome = models.BinaryField("résultat", editable=False)
    """`record.pack_result`: pairs, prices."""

    class Meta:
        verbose_name = "archive d’un calcul"
        verbose_name_plural = "archives des calculs"

    def __str__(self) -> str:
        return str(self.run)


class LeftOut(models.Model):
    """Somebody whom a run leaves without mentor, and the rule after which nobody remained."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="left_out", verbose_name="calcul")
    graduate = models.ForeignKey(Graduate, models.CASCADE, related_name="+", verbose_name="jeune diplômé")
    code = models.CharField("règle", max_length=30)
    sentence = models.CharField("pourquoi", max_length=200)

    class Meta:
        verbose_name = "sans solution"
        verbose_name_plural = "sans solution"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "graduate"],
                name="mentoring_left_out_once",
                violation_error_message="Cette personne est déjà sans solution dans ce calcul.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.graduate} : {self.sentence}"
