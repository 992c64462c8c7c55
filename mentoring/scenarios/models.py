"""What-if scenarios: what is changed, and what the matching would be then. No proposal ever comes of one."""

import datetime

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from mentoring.matching.engine.scenario import MOST_NEWCOMERS
from mentoring.matching.engine.types import FULL_SCORE
from mentoring.matching.models import MatchingPolicy, MatchingRunQuerySet
from mentoring.mentors.models import Mentor
from mentoring.occupations.models import Occupation, StudyField
from nqt.common.looks import dressed
from nqt.common.models import LivingModel
from nqt.common.validators import validate_plain_text
from nqt.jobs.models import Job
from regions.territories.models import Department, Region


@dressed(
    READY="mute clock",
    RUNNING="info refresh",
    DONE="ok check",
    FAILED="bad alert-triangle",
    CANCELLED="mute x",
)
class ScenarioState(models.TextChoices):
    """How far the computation is; its progress is the job's."""

    READY = "ready", "à calculer"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "en échec"
    CANCELLED = "cancelled", "annulé"


def _points(name: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(name, null=True, blank=True, validators=[MaxValueValidator(10 * FULL_SCORE)])


@pghistory.track(exclude=["people"])
class MatchingScenario(LivingModel):
    """A question to the matching over a region, or all when `region` is null; a column left empty changes nothing.

    It stands in a table of its own and has no approval: it cannot be published by mistake.
    """

    name = models.CharField("nom", max_length=80, validators=[validate_plain_text])
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="périmètre"
    )
    # what is changed --------------------------------------------------------------------------------------------------
    weights = models.JSONField("poids", default=dict, blank=True)
    """Criterion → whole number, of those changed alone."""
    load_second = _points("points ôtés pour un deuxième filleul")
    load_third = _points("points ôtés pour un troisième filleul")
    half_distance_km = models.PositiveSmallIntegerField(
        "distance qui garde la moitié des points (km)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
    )
    remote_percent = models.PositiveSmallIntegerField(
        "points gardés à distance (%)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    qpv_floor = models.PositiveIntegerField(
        "jeunes des quartiers prioritaires, au moins",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
    )
    new_count = models.PositiveSmallIntegerField(
        "parrains et marraines de plus",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_NEWCOMERS)],
    )
    new_occupation = models.ForeignKey(
        Occupation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="leur métier"
    )
    new_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="leur département"
    )
    new_study_field = models.ForeignKey(
        StudyField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="leur domaine d’études",
    )
    on_leave = models.ManyToManyField(Mentor, blank=True, related_name="+", verbose_name="en congé")
    # what came of it --------------------------------------------------------------------------------------------------
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="créé par",
    )
    policy = models.ForeignKey(
        MatchingPolicy, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="barème comparé"
    )
    job = models.OneToOneField(
        Job, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="travail"
    )
    state = FSMField("état", default=ScenarioState.READY, choices=ScenarioState.choices, protected=True)
    figures = models.JSONField("chiffres", default=dict, blank=True, editable=False)
    """`{before, after, gained, lost, curve, brought}`: names nobody."""
    people = models.JSONField("qui change", default=dict, blank=True, editable=False)
    """`{moves: [[graduate, before, after, score before, score after]], pairs: [[graduate, mentor, score]]}`, by key."""
    computed_at = models.DateTimeField("calculé le", null=True, editable=False)
    input_hash = models.CharField("empreinte des données", max_length=64, blank=True, editable=False)
    milliseconds = models.PositiveIntegerField("durée du calcul (ms)", default=0, editable=False)

    objects = MatchingRunQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["created_at", "id"], name="mentoring_scenario_created")]
        constraints = [
            models.CheckConstraint(
                condition=Q(new_count=None, new_occupation=None, new_department=None, new_study_field=None)
                | Q(new_count__isnull=False, new_occupation__isnull=False, new_department__isnull=False),
                name="mentoring_scenario_newcomers_whole",
                violation_error_message="Dites combien de parrains de plus, leur métier et leur département.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScenarioState.DONE) | Q(computed_at__isnull=False),
                name="mentoring_scenario_done_is_dated",
                violation_error_message="Un scénario calculé porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """Where."""
        return str(self.region or "Toute la France")

    @transition(
        state,
        source=[ScenarioState.READY, ScenarioState.DONE, ScenarioState.FAILED, ScenarioState.CANCELLED],
        target=ScenarioState.RUNNING,
        custom={"label": "Calculer"},
    )
    def start(self) -> None:
        """A worker was asked."""

    @transition(state, source=ScenarioState.RUNNING, target=ScenarioState.DONE, custom={"label": "Terminer"})
    def finish(self, *, at: datetime.datetime) -> None:
        """The figures are written."""
        self.computed_at = at

    @transition(state, source=ScenarioState.RUNNING, target=ScenarioState.FAILED, custom={"label": "Échouer"})
    def fail(self) -> None:
        """Nothing was written."""

    @transition(state, source=ScenarioState.RUNNING, target=ScenarioState.CANCELLED, custom={"label": "Annuler"})
    def cancel(self) -> None:
        """Nothing was written."""
