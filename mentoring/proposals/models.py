"""A pair that is proposed and what becomes of it, and the pairs that staff forbid."""

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.looks import dressed
from nqt.common.models import LivingModel, VersionedModel
from nqt.common.text import fold
from nqt.common.validators import validate_plain_text


@dressed(
    PROPOSED="info eye",
    APPROVED="info check",
    OFFERED="warn hourglass",
    ACCEPTED="ok check",
    DECLINED="mute x",
    EXPIRED="mute history",
    DROPPED="mute x",
)
class ProposalState(models.TextChoices):
    """From the run to the mentor's answer."""

    PROPOSED = "proposed", "à relire"
    APPROVED = "approved", "approuvée"
    OFFERED = "offered", "proposée au parrain"
    ACCEPTED = "accepted", "acceptée"
    DECLINED = "declined", "déclinée"
    EXPIRED = "expired", "sans réponse"
    DROPPED = "dropped", "écartée"


HOLDING = (ProposalState.APPROVED, ProposalState.OFFERED)
"""A place of the mentor is kept until the answer."""


UNDER_WAY = (ProposalState.PROPOSED, *HOLDING)
"""Without an answer yet: one for each graduate of a run. One that was accepted may be followed by another, when its
pair has ended."""


class DeclineReason(models.TextChoices):
    """Why a mentor says no, in one tap."""

    NO_TIME = "no_time", "pas assez de temps en ce moment"
    TOO_FAR = "too_far", "son projet est trop loin de mon métier"
    ACQUAINTED = "acquainted", "nous nous connaissons déjà"
    OTHER = "other", "une autre raison"


class MatchProposalQuerySet(models.QuerySet):
    """Adjectives of proposals."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff: those of the graduates of their departments; a mentor: what is offered to her, until she answers.

        A graduate reads a mentorship, never a proposal.
        """
        match actor.role:
            case Role.STAFF_NATIONAL | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(graduate__department__code__in=actor.department_codes)
            case Role.MENTOR:
                return self.filter(mentor__user=actor.user, state=ProposalState.OFFERED)
            case _:
                return self.none()

    def search(self, text: str) -> Self:
        """By the name of either."""
        found = self
        for word in fold(text).split():
            found = found.filter(Q(graduate__folded__contains=word) | Q(mentor__folded__contains=word))
        return found

    def unread(self) -> Self:
        """Waiting for somebody to read them."""
        return self.filter(state=ProposalState.PROPOSED)

    def kept(self) -> Self:
        """Those that no run replaces: on their way, or unread but made by hand or pinned."""
        return self.filter(Q(state__in=HOLDING) | Q(state=ProposalState.PROPOSED) & (Q(run=None) | Q(is_pinned=True)))

    def accompanied(self) -> Self:
        """Whose pair goes on."""
        return self.filter(mentorship__isnull=False, mentorship__closed_on=None)

    def holding(self) -> Self:
        """Approved or offered: each keeps a place of its mentor, and its graduate out of other runs."""
        return self.filter(state__in=HOLDING)


@pghistory.track(exclude=["alternatives"])
class MatchProposal(LivingModel):
    """One pair, why, and what became of it."""

    run = models.ForeignKey(
        "mentoring.MatchingRun", models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="calcul"
    )
    """Null when staff paired by hand. Named by its label: runs stand above, they write proposals."""
    graduate = models.ForeignKey(Graduate, models.PROTECT, related_name="proposals", verbose_name="jeune diplômé")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="proposals", verbose_name="parrain ou marraine")
    state = FSMField("état", default=ProposalState.PROPOSED, choices=ProposalState.choices, protected=True)
    score = models.PositiveSmallIntegerField("score")
    parts = models.JSONField("parts du score", default=list, blank=True)
    """`[{criterion, points, out_of, staff, mentor}]`: the two sentences are told to staff and to the mentor."""
    rank = models.PositiveSmallIntegerField("rang", default=0)
    """1 when no mentor scored higher for the graduate, 2 when one did…; 0 by hand."""
    waiting = models.PositiveSmallIntegerField("jours d’attente", default=0)
    """At the time of the run."""
    alternatives = models.JSONField("autres possibilités", default=list, blank=True)
    """`[{mentor, score, lacks}]`: keys of mentors, and the points that the whole would lose at least."""
    is_pinned = models.BooleanField("épinglée", default=False)
    """Staff keep it: no run and no exchange takes it apart."""
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="followers", verbose_name="après"
    )
    """The proposal whose refusal or silence brought this one."""
    offered_at = models.DateTimeField("proposée le", null=True, editable=False)
    expires_at = models.DateTimeField("réponse attendue avant le", null=True, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, editable=False)
    decline_reason = models.CharField("motif", max_length=10, choices=DeclineReason, blank=True)
    decline_note = models.TextField("précision", max_length=500, blank=True, validators=[validate_plain_text])

    objects = MatchProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        ordering = ["-score", "id"]
        indexes = [
            models.Index(fields=["score", "id"], name="mentoring_proposal_score"),
            models.Index(fields=["run", "score", "id"], name="mentoring_proposal_run"),
            models.Index(fields=["waiting", "id"], name="mentoring_proposal_waiting"),
            models.Index(fields=["mentor", "state"], name="mentoring_proposal_mentor"),
            models.Index(fields=["graduate", "state"], name="mentoring_proposal_graduate"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate"],
                condition=Q(state__in=HOLDING),
                name="mentoring_proposal_one_at_a_time",
                violation_error_message="Une autre mise en relation est déjà en cours pour cette personne.",
            ),
            models.UniqueConstraint(
                fields=["run", "graduate"],
                condition=Q(state__in=UNDER_WAY),
                name="mentoring_proposal_once_a_run",
                violation_error_message="Ce calcul propose déjà quelqu’un à cette personne.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.OFFERED) | Q(offered_at__isnull=False, expires_at__isnull=False),
                name="mentoring_proposal_offer_is_dated",
                violation_error_message="Une proposition faite porte ses dates.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DECLINED) | ~Q(decline_reason=""),
                name="mentoring_proposal_decline_is_reasoned",
                violation_error_message="Un refus porte un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate.first_name} et {self.mentor.first_name}"  # a mentor reads it before she has said yes

    # the life cycle ---------------------------------------------------------------------------------------------------
    @transition(state, source=ProposalState.PROPOSED, target=ProposalState.APPROVED, custom={"label": "Approuver"})
    def approve(self) -> None:
        """A person has read it: a place of the mentor is kept."""

    @transition(
        state,
        source=[ProposalState.PROPOSED, ProposalState.APPROVED],
        target=ProposalState.DROPPED,
        custom={"label": "Écarter"},
    )
    def drop(self) -> None:
        """Not this pair."""

    @transition(state, source=ProposalState.DROPPED, target=ProposalState.PROPOSED, custom={"label": "Reprendre"})
    def take_up(self) -> None:
        """To be read again."""

    @transition(state, source=ProposalState.APPROVED, target=ProposalState.OFFERED, custom={"label": "Proposer"})
    def offer(self, *, at: datetime.datetime, until: datetime.datetime) -> None:
        """The mentor is written to."""
        self.offered_at, self.expires_at = at, until

    @transition(state, source=ProposalState.OFFERED, target=ProposalState.ACCEPTED, custom={"label": "Accepter"})
    def accept(self, *, at: datetime.datetime) -> None:
        """Yes: the mentorship is created in the same transaction."""
        self.answered_at = at

    @transition(state, source=ProposalState.OFFERED, target=ProposalState.DECLINED, custom={"label": "Décliner"})
    def decline(self, *, why: str, note: str, at: datetime.datetime) -> None:
        """Not this time; the graduate never learns it."""
        self.decline_reason, self.decline_note, self.answered_at = why, note, at

    @transition(state, source=ProposalState.OFFERED, target=ProposalState.EXPIRED, custom={"label": "Expirer"})
    def expire(self, *, at: datetime.datetime) -> None:
        """Silence."""
        self.answered_at = at

    @transition(state, source=ProposalState.OFFERED, target=ProposalState.DROPPED, custom={"label": "Retirer"})
    def call_back(self, *, at: datetime.datetime) -> None:
        """Staff take the offer back: the mentor left, the graduate withdrew."""
        self.answered_at = at


@pghistory.track()
class Veto(VersionedModel):
    """Staff forbid a pair; no run makes it."""

    graduate = models.ForeignKey(Graduate, models.CASCADE, related_name="vetoes", verbose_name="jeune diplômé")
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="vetoes", verbose_name="parrain ou marraine")
    reason = models.TextField("motif", max_length=500, blank=True, validators=[validate_plain_text])
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "paire interdite"
        verbose_name_plural = "paires interdites"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "mentor"],
                name="mentoring_veto_once",
                violation_error_message="Cette paire est déjà interdite.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.graduate} et {self.mentor}"
