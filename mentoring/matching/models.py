"""Runs of the matching, the pairs they propose, and what staff forbid; the engine knows none of these tables."""

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Q, Subquery, Value, When
from django.utils import timezone
from django_fsm import FSMField, transition

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.dates import french_day
from nqt.common.models import LivingModel, PublicModel, VersionedModel
from nqt.common.text import fold
from nqt.common.validators import validate_plain_text
from nqt.jobs.models import Job
from regions.territories.models import Region, RegionDepartment


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


class PolicyStage(models.TextChoices):
    """Where a version stands on a day; never stored."""

    COMING = "policy_coming", "à venir"
    IN_FORCE = "policy_in_force", "en vigueur"
    PAST = "policy_past", "remplacé"
    WITHDRAWN = "policy_withdrawn", "retiré"


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


class SimilarityKind(models.TextChoices):
    """What is compared."""

    JOB = "job", "métiers"
    FIELD = "field", "domaines d’études"


class SimilarityTable(models.Model):
    """How alike two codes of a nomenclature are, two by two; built whole, never typed (`similarity`)."""

    kind = models.CharField("nomenclature", max_length=5, choices=SimilarityKind)
    edition = models.PositiveIntegerField("édition", default=1)
    """Counts the tables built for this nomenclature."""
    rule = models.CharField("règle", max_length=40)
    """The rule that built it: `3:600 1:300` gives 600 to the same three first letters, 300 to the same one."""
    codes = models.TextField("codes")
    """In the order of rows and columns, separated by spaces."""
    values = models.BinaryField("ressemblances")
    """Per mille, `uint16` row by row, little end first, deflated."""
    sha256 = models.CharField("empreinte", max_length=64)
    built_at = models.DateTimeField("construite le", auto_now=True)

    class Meta:
        verbose_name = "table de ressemblance"
        verbose_name_plural = "tables de ressemblance"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                name="mentoring_similarity_one_a_kind",
                violation_error_message="Cette nomenclature a déjà sa table.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, édition {self.edition}"


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

    def holding(self) -> Self:
        """Approved or offered: each keeps a place of its mentor, and its graduate out of other runs."""
        return self.filter(state__in=HOLDING)


@pghistory.track(exclude=["alternatives"])
class MatchProposal(LivingModel):
    """One pair, why, and what became of it."""

    run = models.ForeignKey(
        MatchingRun, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="calcul"
    )
    """Null when staff paired by hand."""
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
