"""One long piece of work: who asked, how far it is, what came of it."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.lease import Leased, LeasedQuerySet
from nqt.common.looks import dressed
from nqt.common.models import PublicModel


@dressed(
    WAITING="mute hourglass",
    RUNNING="info refresh",
    DONE="ok check",
    FAILED="bad alert-triangle",
    CANCELLED="mute x",
)
class JobState(models.TextChoices):
    """Waiting and running are due; the others are over."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "en échec"
    CANCELLED = "cancelled", "annulé"


class JobQuerySet(LeasedQuerySet):
    """Adjectives of jobs."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; the machine's are nobody's."""
        if actor.role == Role.SYSTEM:
            return self.all()
        return self.filter(owner=actor.user, hat_key=actor.hat_key) if actor.user is not None else self.none()

    def due(self, now: datetime.datetime) -> Self:
        """Waiting, or running under a lease that has passed: a worker died."""
        return self.filter(Q(state=JobState.WAITING) | self.abandoned(now))


class Job(Leased, PublicModel):
    """What is asked is `kind` and `parameters` (ids, words: never a person's data); progress is rows done."""

    HELD = JobState.RUNNING

    kind = models.CharField("travail", max_length=100)
    """The name under which a feature registered it: 'mentoring.matching.run'."""
    label = models.CharField("nom", max_length=200)
    queue = models.CharField("file", max_length=20, default="default")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="jobs", verbose_name="demandé par"
    )
    hat_key = models.CharField("casquette", max_length=100, blank=True)
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.SYSTEM)
    parameters = models.JSONField("paramètres", default=dict, blank=True)
    key = models.CharField("clé", max_length=200, blank=True)
    """One live job a key: a double click is one job."""
    state = models.CharField("état", max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField("lignes faites", default=0)
    total = models.PositiveIntegerField("lignes en tout", null=True)
    step = models.CharField("étape", max_length=120, blank=True)
    """What is being done, in French."""
    cancel_asked_at = models.DateTimeField("arrêt demandé le", null=True)
    created_at = models.DateTimeField("demandé le", default=timezone.now)
    started_at = models.DateTimeField("commencé le", null=True)
    finished_at = models.DateTimeField("fini le", null=True)
    result = models.JSONField("résultat", default=dict, blank=True)
    """Counts and words to show, and `path`: where to read what came of it."""
    error = models.CharField("ce qui a manqué", max_length=300, blank=True)
    """A sentence for the person; the place of an exception is in the log."""
    file = models.FileField("fichier", upload_to="jobs/", null=True, blank=True)
    file_name = models.CharField("nom du fichier", max_length=200, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "travail long"
        verbose_name_plural = "travaux longs"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="jobs_job_created"),
            models.Index(fields=["owner", "-created_at"], name="jobs_job_owner"),
            models.Index(
                fields=["state", "lease_until"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="jobs_job_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key="") & Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="jobs_job_one_live",
                violation_error_message="Ce travail est déjà en cours.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_over(self) -> bool:
        """Nothing more will happen."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def percent(self) -> int | None:
        """Of the rows; None when their number is not known yet."""
        return min(100, 100 * self.done // self.total) if self.total else None
