"""Meetings of a pair: three slots proposed, one confirmed, then reported in twenty seconds."""

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, Case, Func, GeneratedField, Q, Value, When
from django_fsm import FSMField, transition

from mentoring.mentorships.models.mentorship import Mentorship
from nqt.accounts.actor import Actor
from nqt.common.looks import dressed
from nqt.common.models import LivingModel, PublicModel
from nqt.common.text import of
from nqt.common.validators import validate_one_line, validate_plain_text


@dressed(
    PROPOSED="info eye",
    CONFIRMED="ok calendar-event",
    HELD="ok check",
    NO_SHOW="bad x",
    CANCELLED="mute x",
)
class MeetingState(models.TextChoices):
    """Past and unreported is not a state: both are asked."""

    PROPOSED = "proposed", "à confirmer"
    CONFIRMED = "confirmed", "confirmé"
    HELD = "held", "a eu lieu"
    NO_SHOW = "no_show", "manqué"
    CANCELLED = "cancelled", "annulé"


class MeetingMode(models.TextChoices):
    """How one meets."""

    VIDEO = "video", "en visio"
    IN_PERSON = "in_person", "en personne"
    PHONE = "phone", "au téléphone"


class Side(models.TextChoices):
    """Which of the two."""

    GRADUATE = "graduate", "le jeune diplômé"
    MENTOR = "mentor", "le parrain ou la marraine"


HOUR = Func(
    "starts_at",
    template="(extract(epoch from (%(expressions)s at time zone 'UTC')))::bigint",
    output_field=BigIntegerField(),
)
"""Seconds; the zone is written so that the expression is immutable."""
LATEST = 10**11
"""More seconds than any hour of a meeting."""
READING = Case(
    When(state=MeetingState.PROPOSED, then=Value(0)),
    When(starts_at__isnull=False, then=LATEST - HOUR),
    default=Value(2 * LATEST),
)
"""What awaits a choice first; then by hour, the latest first; last, what was called off before it had one."""


class MeetingQuerySet(models.QuerySet):
    """Adjectives of meetings."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the mentorships one may read."""
        return self.filter(mentorship__in=Mentorship.objects.visible_to(actor))

    def unreported(self, now: datetime.datetime) -> Self:
        """Confirmed, past, and nobody has said whether it was held."""
        return self.filter(state=MeetingState.CONFIRMED, ends_at__lt=now)


@pghistory.track(exclude=["private_note", "reading_order"])
class Meeting(LivingModel):
    """One meeting; its public id is its UID in calendars, `sequence` counts its changes there."""

    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="meetings", verbose_name="binôme")
    state = FSMField("état", default=MeetingState.PROPOSED, choices=MeetingState.choices, protected=True)
    proposed_by = models.CharField("proposé par", max_length=8, choices=Side)
    mode = models.CharField("comment", max_length=9, choices=MeetingMode, default=MeetingMode.VIDEO)
    place = models.CharField("lieu ou lien", max_length=200, blank=True, validators=[validate_one_line])
    topic = models.CharField("de quoi parler", max_length=200, blank=True, validators=[validate_one_line])
    starts_at = models.DateTimeField("début", null=True, editable=False)
    ends_at = models.DateTimeField("fin", null=True, editable=False)
    reading_order = GeneratedField(expression=READING, output_field=BigIntegerField(), db_persist=True)
    minutes = models.PositiveSmallIntegerField("durée (minutes)", default=45)
    sequence = models.PositiveIntegerField("rang dans les agendas", default=0, editable=False)
    absent = models.CharField("absent", max_length=8, choices=Side, blank=True)
    cancelled_by = models.CharField("annulé par", max_length=8, choices=Side, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="raconté par",
    )
    reported_at = models.DateTimeField("raconté le", null=True, editable=False)
    shared_note = models.TextField("ce qu’on retient", max_length=1000, blank=True, validators=[validate_plain_text])
    """Both and staff read it."""
    private_note = models.TextField("note pour soi", max_length=1000, blank=True, validators=[validate_plain_text])
    """The mentor's own; never shown to the graduate."""

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="mentoring_meeting_starts"),
            models.Index(fields=["state", "ends_at"], name="mentoring_meeting_state"),
            models.Index(fields=["reading_order", "id"], name="mentoring_meeting_reading"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[MeetingState.PROPOSED, MeetingState.CANCELLED])
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="mentoring_meeting_is_dated",
                violation_error_message="Un rendez-vous confirmé porte son heure.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.NO_SHOW) | ~Q(absent=""),
                name="mentoring_meeting_absent_is_named",
                violation_error_message="Un rendez-vous manqué dit par qui.",
            ),
        ]

    def __str__(self) -> str:
        return f"rendez-vous {of(self.mentorship)}"

    # the life cycle ---------------------------------------------------------------------------------------------------
    @transition(state, source=MeetingState.PROPOSED, target=MeetingState.CONFIRMED, custom={"label": "Confirmer"})
    def confirm(self, *, starts_at: datetime.datetime) -> None:
        """The other one chose a slot."""
        self._place(starts_at)

    @transition(state, source=MeetingState.CONFIRMED, target=MeetingState.PROPOSED, custom={"label": "Déplacer"})
    def move(self, *, by: str) -> None:
        """Other slots are proposed."""
        self.starts_at = self.ends_at = None
        self.proposed_by = by
        self.sequence += 1

    @transition(
        state,
        source=[MeetingState.PROPOSED, MeetingState.CONFIRMED],
        target=MeetingState.CANCELLED,
        custom={"label": "Annuler"},
    )
    def cancel(self, *, by: str) -> None:
        """One of the two cannot."""
        self.cancelled_by = by
        self.sequence += 1

    @transition(
        state,
        source=[MeetingState.CONFIRMED, MeetingState.NO_SHOW],
        target=MeetingState.HELD,
        custom={"label": "A eu lieu"},
    )
    def take_place(self) -> None:
        """They met."""
        self.absent = ""

    @transition(
        state,
        source=[MeetingState.CONFIRMED, MeetingState.HELD],
        target=MeetingState.NO_SHOW,
        custom={"label": "Manqué"},
    )
    def miss(self, *, absent: str) -> None:
        """One of the two did not come."""
        self.absent = absent

    def _place(self, starts_at: datetime.datetime) -> None:
        self.starts_at = starts_at
        self.ends_at = starts_at + datetime.timedelta(minutes=self.minutes)
        self.sequence += 1


class MeetingSlot(PublicModel):
    """A time proposed for a meeting: three at most."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="slots", verbose_name="rendez-vous")
    starts_at = models.DateTimeField("début")

    class Meta:
        verbose_name = "créneau proposé"
        verbose_name_plural = "créneaux proposés"
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "starts_at"],
                name="mentoring_slot_once",
                violation_error_message="Ce créneau est déjà proposé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M}"
