"""A graduate and a mentor, from the mentor's yes to the end."""

import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.looks import dressed
from nqt.common.models import LivingModel
from nqt.common.text import fold
from nqt.common.validators import validate_plain_text


@dressed(
    ANNOUNCED="info speakerphone",
    STARTED="ok heart-handshake",
    PAUSED="warn player-pause",
    TO_REVIEW="warn target-arrow",
    CLOSED="mute history",
)
class MentorshipState(models.TextChoices):
    """Term reached is never success: it is to be reviewed."""

    ANNOUNCED = "announced", "annoncé"
    STARTED = "started", "commencé"
    PAUSED = "paused", "en pause"
    TO_REVIEW = "to_review", "à faire le point"
    CLOSED = "closed", "terminé"


ACTIVE = (MentorshipState.ANNOUNCED, MentorshipState.STARTED, MentorshipState.PAUSED, MentorshipState.TO_REVIEW)
"""Each takes a place of its mentor."""


class CloseReason(models.TextChoices):
    """Why it ended; the outcome for the graduate is another fact."""

    TAKEN_OFF = "taken_off", "le jeune a trouvé"
    TERM = "term", "le terme est atteint"
    CHANGED = "changed", "un autre parrain est demandé"
    MENTOR_LEFT = "mentor_left", "le parrain ne peut plus"
    GRADUATE_LEFT = "graduate_left", "le jeune ne souhaite plus"
    CONCERN = "concern", "à la suite d’un signalement"


NO_LONGER_LOOKING = (CloseReason.TAKEN_OFF, CloseReason.GRADUATE_LEFT)
"""Ends after which the graduate waits for nobody any more."""


class MentorshipQuerySet(models.QuerySet):
    """Adjectives of mentorships."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff: those of the graduates of their departments; each of the two: her own."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(graduate__department__code__in=actor.department_codes)
            case Role.MENTOR:
                return self.active().filter(mentor__user=actor.user)
            case Role.GRADUATE:
                return self.filter(graduate__user=actor.user)
            case _:
                return self.none()

    def search(self, text: str) -> Self:
        """By the name of either."""
        found = self
        for word in fold(text).split():
            found = found.filter(Q(graduate__folded__contains=word) | Q(mentor__folded__contains=word))
        return found

    def active(self) -> Self:
        """Not closed."""
        return self.filter(state__in=ACTIVE)


@pghistory.track()
class Mentorship(LivingModel):
    """One pair (*binôme*)."""

    graduate = models.ForeignKey(Graduate, models.PROTECT, related_name="mentorships", verbose_name="jeune diplômé")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="mentorships", verbose_name="parrain ou marraine")
    proposal = models.OneToOneField(
        MatchProposal, models.PROTECT, null=True, blank=True, related_name="mentorship", verbose_name="mise en relation"
    )
    state = FSMField("état", default=MentorshipState.ANNOUNCED, choices=MentorshipState.choices, protected=True)
    announced_at = models.DateTimeField("annoncé le")
    started_on = models.DateField("premier rendez-vous le", null=True, blank=True)
    closed_on = models.DateField("terminé le", null=True, blank=True)
    close_reason = models.CharField("motif", max_length=15, choices=CloseReason, blank=True)
    close_note = models.TextField("précision", max_length=1000, blank=True, validators=[validate_plain_text])

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = "binôme"
        ordering = ["-announced_at", "-id"]
        indexes = [
            models.Index(fields=["announced_at", "id"], name="mentoring_pair_announced"),
            models.Index(fields=["mentor", "state"], name="mentoring_pair_mentor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate"],
                condition=~Q(state=MentorshipState.CLOSED),
                name="mentoring_pair_one_at_a_time",
                violation_error_message="Cette personne a déjà un parrain ou une marraine.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MentorshipState.CLOSED) | (Q(closed_on__isnull=False) & ~Q(close_reason="")),
                name="mentoring_pair_end_is_reasoned",
                violation_error_message="Une fin porte sa date et son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate} et {self.mentor}"

    # the life cycle ---------------------------------------------------------------------------------------------------
    @transition(state, source=MentorshipState.ANNOUNCED, target=MentorshipState.STARTED, custom={"label": "Commencer"})
    def start(self, *, on: datetime.date) -> None:
        """The first meeting was held."""
        self.started_on = on

    @transition(
        state, source=MentorshipState.STARTED, target=MentorshipState.PAUSED, custom={"label": "Mettre en pause"}
    )
    def pause(self) -> None:
        """For a while."""

    @transition(state, source=MentorshipState.PAUSED, target=MentorshipState.STARTED, custom={"label": "Reprendre"})
    def resume(self) -> None:
        """On again."""

    @transition(
        state,
        source=[MentorshipState.STARTED, MentorshipState.PAUSED],
        target=MentorshipState.TO_REVIEW,
        custom={"label": "Faire le point"},
    )
    def review(self) -> None:
        """The term is reached."""

    @transition(state, source=list(ACTIVE), target=MentorshipState.CLOSED, custom={"label": "Terminer"})
    def close(self, *, on: datetime.date, why: str, note: str = "") -> None:
        """Over, and why."""
        self.closed_on, self.close_reason, self.close_note = on, why, note

    def was_started(self) -> bool:
        """A first meeting was held: reopening returns there."""
        return self.started_on is not None

    @transition(
        state,
        source=MentorshipState.CLOSED,
        target=MentorshipState.STARTED,
        conditions=[was_started],
        custom={"label": "Rouvrir"},
    )
    def reopen(self) -> None:
        """Closed by mistake, or too soon."""
        self.closed_on, self.close_reason, self.close_note = None, "", ""

    def was_not_started(self) -> bool:
        """They never met: reopening announces it again."""
        return self.started_on is None

    @transition(
        state,
        source=MentorshipState.CLOSED,
        target=MentorshipState.ANNOUNCED,
        conditions=[was_not_started],
        custom={"label": "Rouvrir"},
    )
    def reannounce(self) -> None:
        """Closed before they met, by mistake."""
        self.closed_on, self.close_reason, self.close_note = None, "", ""
