"""The register of rights: who asked for what (access, correction, erasure, restriction), by when, what was answered.

A line names nobody: it holds the public id of a file, so that a restored backup can be cleaned again.
"""

import datetime
from functools import reduce
from operator import or_
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField, transition

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.clocks import PARIS, day_at, local_day
from nqt.common.dates import french_day
from nqt.common.looks import dressed
from nqt.common.models import LivingModel
from nqt.common.text import of
from nqt.common.validators import validate_plain_text
from nqt.privacy.subjects import subjects


class RightKind(models.TextChoices):
    """Articles 15, 16, 17 and 18 of the GDPR."""

    ACCESS = "access", "accès"
    CORRECTION = "correction", "rectification"
    ERASURE = "erasure", "effacement"
    RESTRICTION = "restriction", "limitation"


@dressed(
    OPEN="warn hourglass",
    DONE="ok check",
    REFUSED="mute x",
    WITHDRAWN="mute arrow-back-up",
    LIFTED="mute history",
)
class RequestState(models.TextChoices):
    """From the receipt to the answer."""

    OPEN = "open", "à traiter"
    DONE = "done", "satisfaite"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"
    LIFTED = "lifted", "limitation levée"


class Channel(models.TextChoices):
    """How it came."""

    ONLINE = "online", "dans son espace"
    MAIL = "mail", "par courriel"
    POST = "post", "par courrier"
    PHONE = "phone", "par téléphone"
    ALOUD = "aloud", "de vive voix"
    STAFF = "staff", "décidée par l’équipe"


class RightsRequestQuerySet(models.QuerySet):
    """Adjectives of requests."""

    def visible_to(self, actor: Actor) -> Self:
        """National staff: all; regional staff: those about the people they may read; a person: her own."""
        if actor.role in {Role.STAFF_NATIONAL, Role.SYSTEM}:
            return self.all()
        if actor.role == Role.STAFF_REGIONAL:
            return self._about(seen_files(actor))
        if actor.user is None:
            return self.none()
        return self._about(own_files(actor))

    def _about(self, files: list[tuple[str, models.QuerySet]]) -> Self:
        rows = [Q(model=label, object_public_id__in=found.values("public_id")) for label, found in files]
        return self.filter(reduce(or_, rows)) if rows else self.none()

    def of(self, file: models.Model) -> Self:
        """About one file, the last first."""
        found = self.filter(model=file._meta.label_lower, object_public_id=file.public_id)
        return found.order_by("-asked_at", "-pk")

    def asked(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state=RequestState.OPEN)

    def late(self, now: datetime.datetime) -> Self:
        """Waiting past their term, each by its own clock."""
        return self.asked().filter(due_on__lt=local_day(now, "time_zone"))

    def of_kind(self, kind: str) -> Self:
        """Only one right."""
        return self.filter(kind=kind)

    def forgotten(self) -> Self:
        """Erasures that were carried out."""
        return self.filter(kind=RightKind.ERASURE, state=RequestState.DONE)

    def restricting(self, label: str) -> Self:
        """Restrictions granted and not lifted, over one kind of file."""
        return self.filter(kind=RightKind.RESTRICTION, state=RequestState.DONE, model=label)


class RetentionDay(models.Model):
    """What the purge of one day took away: numbers of rows by table, and nobody. Its row is its lock."""

    day = models.DateField("jour", unique=True)
    gone = models.JSONField("lignes", default=dict)
    """`{table: rows}`."""
    told = models.PositiveIntegerField("prévenus", default=0)
    held = models.PositiveIntegerField("retenus", default=0)
    """Files that something forbids to forget for now: a concern that waits, a portal without administrator."""
    begun_at = models.DateTimeField("commencé le", default=timezone.now)
    finished_at = models.DateTimeField("fini le", null=True)

    class Meta:
        verbose_name = "jour de purge"
        verbose_name_plural = "jours de purge"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"purge du {french_day(self.day)}"


def seen_files(actor: Actor) -> list[tuple[str, models.QuerySet]]:
    """Every kind of file, as far as staff read it."""
    return [(one.label, one.seen_by(actor)) for one in subjects()]


def own_files(actor: Actor) -> list[tuple[str, models.QuerySet]]:
    """The reader's own file, under the hat worn."""
    found = [one for one in subjects() if one.audience == actor.audience]
    return [(one.label, one.seen_by(actor).filter(user=actor.user)) for one in found]


def is_restriction(request: "RightsRequest") -> bool:
    """Only a restriction is lifted."""
    return request.kind == RightKind.RESTRICTION


is_restriction.refusal = "Seule une limitation accordée se lève."  # type: ignore[attr-defined]


@pghistory.track()
class RightsRequest(LivingModel):
    """One request about one file; the law gives a month from its receipt."""

    kind = models.CharField("droit", max_length=12, choices=RightKind, default=RightKind.ERASURE)
    model = models.CharField("fiche", max_length=100)
    object_public_id = models.UUIDField("identifiant de la fiche")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte de la personne",
    )
    state = FSMField("état", default=RequestState.OPEN, choices=RequestState.choices, protected=True)
    channel = models.CharField("reçue", max_length=8, choices=Channel, default=Channel.ONLINE)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="notée par"
    )
    """The colleague who wrote down what was said or posted; null when the person asked herself."""
    words = models.TextField("ce qu’elle demande", max_length=1000, blank=True, validators=[validate_plain_text])
    asked_at = models.DateTimeField("notée le", default=timezone.now)
    received_on = models.DateField("reçue le")
    """By the clock of the person's department, like the term: `time_zone`."""
    time_zone = models.CharField("fuseau horaire", max_length=40, default=PARIS)
    due_on = models.DateField("réponse due le")
    """The last day, counted."""
    extended_at = models.DateTimeField("prolongée le", null=True, blank=True)
    delay_reason = models.TextField("prolongée parce que", max_length=1000, blank=True)
    answer = models.TextField("ce que la personne a lu", max_length=1000, blank=True, validators=[validate_plain_text])
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="répondue par"
    )

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de droits"
        verbose_name_plural = "demandes de droits"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="privacy_request_due"),
            models.Index(fields=["model", "object_public_id"], name="privacy_request_about"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_public_id", "kind"],
                condition=Q(state=RequestState.OPEN),
                name="privacy_request_one_open",
                violation_error_message="Cette demande est déjà notée : elle attend sa réponse.",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN) | Q(answered_at__isnull=False),
                name="privacy_request_answer_is_dated",
                violation_error_message="Une demande répondue porte la date de sa réponse.",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande {of(self.get_kind_display())} du {french_day(self.received_on)}"

    @property
    def is_late(self) -> bool:
        """Past its last day where the person lives, and not answered."""
        return self.state == RequestState.OPEN and self.due_on < day_at(self.time_zone)

    @property
    def restricts(self) -> bool:
        """A restriction is in force."""
        return self.kind == RightKind.RESTRICTION and self.state == RequestState.DONE

    # the life cycle ---------------------------------------------------------------------------------------------------
    @transition(state, source=RequestState.OPEN, target=RequestState.DONE, custom={"label": "Satisfaire"})
    def satisfy(self, *, answer: str, at: datetime.datetime) -> None:
        """Done as asked."""
        self.answer, self.answered_at = answer, at

    @transition(state, source=RequestState.OPEN, target=RequestState.REFUSED, custom={"label": "Refuser"})
    def refuse(self, *, answer: str, at: datetime.datetime) -> None:
        """No, with the reason that the person reads."""
        self.answer, self.answered_at = answer, at

    @transition(state, source=RequestState.OPEN, target=RequestState.WITHDRAWN, custom={"label": "Retirer"})
    def withdraw(self, *, at: datetime.datetime) -> None:
        """The person changes her mind."""
        self.answered_at = at

    @transition(
        state,
        source=RequestState.DONE,
        target=RequestState.LIFTED,
        conditions=[is_restriction],
        custom={"label": "Lever"},
    )
    def lift(self, *, answer: str, at: datetime.datetime) -> None:
        """A restriction ends; the person is told before (art. 18.3)."""
        self.answer, self.answered_at = answer, at
