"""A text of the convention: terms and articles while it is written, one canonical document once it is frozen."""

import datetime
import hashlib
import json

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django_fsm import FSMField, transition

from nqt.common.dates import Precision
from nqt.common.models import LivingModel
from nqt.common.validators import validate_date
from partners.conventions.models.reading import life_on, standing_on
from partners.conventions.models.terms import PROVISIONS, Terms
from partners.conventions.models.territory import ConventionTerritory
from partners.conventions.models.words import (
    OPEN_STAGES,
    SEEN_BY_PARTNERS,
    UNDER_WAY,
    Answer,
    EntryRule,
    Stage,
    TerritoryScope,
)

SCHEMA = 1
"""Of the canonical document: counted up when its keys change, so that what was frozen before is still read."""


def canonical(document: dict) -> str:
    """One spelling for one meaning: sorted keys, no blanks, accents kept; this text is what gets hashed."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class TextQuerySet(models.QuerySet):
    """Texts, by the day they are read or bind."""

    def read_on(self, on: datetime.date):
        """The one text of each convention that is read on a date."""
        return self.filter(standing_on(on))

    def in_force_on(self, on: datetime.date):
        """The text by which the parties are bound on a date: in effect, and the convention neither over nor to come."""
        bound = self.read_on(on).filter(effective_on__lte=on)
        return bound.annotate(life=life_on(on, "", "convention__")).filter(life__in=UNDER_WAY)

    def open(self):
        """In preparation, or being signed: one of a convention at most."""
        return self.filter(stage__in=OPEN_STAGES)


def _periods_apart() -> ExclusionConstraint:
    period = Func(F("effective_on"), F("superseded_on"), function="daterange")
    same = Func(F("convention"), F("convention"), Value("[]"), function="int8range")
    return ExclusionConstraint(
        name="text_one_in_force",
        expressions=[(same, "="), (period, "&&")],
        condition=Q(effective_on__isnull=False),
        violation_error_message="Un autre texte de cette convention est en vigueur à ces dates.",
    )


@pghistory.track(exclude=["folded", "last_day", "ended_on"])
class ConventionText(LivingModel, Terms):
    """The initial text, or an amendment. At `to_sign` the common body is frozen as canonical JSON and hashed."""

    convention = models.ForeignKey(
        "partners.Convention", models.CASCADE, db_index=False, related_name="texts", verbose_name="convention"
    )
    ordinal = models.PositiveSmallIntegerField("rang", default=1)
    departments = models.ManyToManyField(
        "regions.Department", through=ConventionTerritory, related_name="+", verbose_name="territoire"
    )
    stage = FSMField("état du texte", default=Stage.DRAFT, choices=Stage.choices, protected=True, db_index=True)
    body = models.TextField("texte figé", blank=True)
    body_hash = models.CharField("empreinte du texte", max_length=64, blank=True)
    frozen_at = models.DateTimeField("figé le", null=True, editable=False)
    sign_by = models.DateField("à signer avant le", null=True, blank=True, validators=[validate_date])
    effective_on = models.DateField("en vigueur le", null=True, editable=False)
    """Since when the parties are bound by it, once signatures have settled it."""
    superseded_on = models.DateField("remplacé le", null=True, editable=False)
    """When the amendment that follows takes effect: from that day the other is read."""

    objects = TextQuerySet.as_manager()

    class Meta:
        verbose_name = "texte de convention"
        constraints = [
            *PROVISIONS,
            models.UniqueConstraint(
                fields=["convention", "ordinal"],
                name="text_ordinal_unique",
                violation_error_message="Un autre texte de cette convention a déjà ce rang.",
            ),
            models.UniqueConstraint(
                fields=["convention"],
                condition=Q(stage__in=OPEN_STAGES),
                name="text_open_once",
                violation_error_message="Un texte de cette convention est déjà en préparation, ou à signer.",
            ),
            models.CheckConstraint(
                name="text_frozen_when_to_sign",
                condition=~Q(stage=Stage.TO_SIGN) | ~Q(body_hash=""),
                violation_error_message="Un texte à signer est figé.",
            ),
            models.CheckConstraint(
                name="text_superseded_once_effective",
                condition=Q(superseded_on=None) | Q(effective_on__isnull=False, superseded_on__gte=F("effective_on")),
                violation_error_message="Un texte n’est remplacé qu’après avoir pris effet.",
            ),
            models.CheckConstraint(
                name="text_effective_when_signed",
                condition=Q(effective_on=None) | Q(stage__in=(Stage.TO_SIGN, Stage.SIGNED)),
                violation_error_message="Un texte ne prend effet que signé.",
            ),
            _periods_apart(),
        ]
        indexes = [
            models.Index(  # the list reads one text of each convention, and its count from this index alone
                fields=["convention"], include=["ordinal", "effective_on", "superseded_on"], name="text_by_day"
            ),
            models.Index("folded", "convention", name="text_by_title"),
            models.Index("starts_on", "convention", name="text_by_start"),
            models.Index("last_day", "convention", name="text_by_last_day"),
        ]

    def __str__(self) -> str:
        return "Texte initial" if self.ordinal == 1 else f"Avenant n° {self.ordinal - 1}"

    @property
    def is_amendment(self) -> bool:
        """It changes a text that is in force, and nothing is read of it before it takes its place."""
        return self.ordinal > 1

    @property
    def is_open(self) -> bool:
        """Its words may still be changed."""
        return self.stage in (Stage.DRAFT, Stage.IN_REVIEW)

    @property
    def is_read_by_partners(self) -> bool:
        """Partners see a text from its review on."""
        return self.stage in SEEN_BY_PARTNERS

    @property
    def parties(self) -> list:
        """Its lines but the withdrawn, in order; from the lines already fetched when they are."""
        return [line for line in self.signatories.all() if line.is_party]

    @property
    def territory_scope(self) -> str:
        """Nation-wide, or in the declared departments: no row stands for the whole country, people say it."""
        return TerritoryScope.DEPARTMENTS if self.departments.all() else TerritoryScope.NATIONAL

    @property
    def last_day_precision(self) -> str:
        """Of `last_day`: a notice and a termination fix a day."""
        return Precision.DAY if self.ended_on else self.ends_precision

    def has_begun(self) -> bool:
        """In force today, or once: before that day, signatures gathered may still be given up."""
        return self.effective_on is not None and self.effective_on <= timezone.localdate()

    def entry_date(self) -> datetime.date | None:
        """When the signatures gathered so far bring it into force, by its own rule; None while they do not.

        `all_signed`: the last signature; `quorum`: the one that reaches it; `each`: NQT's with a first other. Never
        before `starts_on`, nor before the day an amendment is to apply. Locks nothing: the caller holds the convention.
        """
        lines = list(self.signatories.active().select_related("organization"))
        signed = sorted(line.signed_on for line in lines if line.answer == Answer.SIGNED)
        if len(lines) < 2:
            return None
        if self.entry_rule == EntryRule.EACH:
            ours = [line.signed_on for line in lines if line.answer == Answer.SIGNED and line.organization.is_nqt]
            theirs = [line.signed_on for line in lines if line.answer == Answer.SIGNED and not line.organization.is_nqt]
            reached = max(ours[0], min(theirs)) if ours and theirs else None
        else:
            needed = self.quorum if self.entry_rule == EntryRule.QUORUM else len(lines)
            reached = signed[needed - 1] if needed and len(signed) >= needed else None
        return reached and max(filter(None, (reached, self.starts_on, self.applies_from)))

    def document(self) -> dict:
        """The common body as data: the frozen one when there is one, else what it would be."""
        return json.loads(self.body) if self.body else self.compose()

    def compose(self) -> dict:
        """What the parties agree on together; a contact detail is no part of it."""
        parties = [line.organization for line in self.signatories.active().select_related("organization")]
        days = {name: getattr(self, name) for name in ("starts_on", "ends_on", "applies_from")}
        return {
            "schema": SCHEMA,
            "title": self.title,
            "kind": self.kind,
            "parties": [{"name": party.name, "siren": party.siren or ""} for party in parties],
            **{name: day.isoformat() if day else None for name, day in days.items()},
            "entry_rule": self.entry_rule,
            "quorum": self.quorum,
            "notice_months": self.notice_months,
            "renewal_months": self.renewal_months,
            "articles": [{"title": a.title, "wording": a.wording} for a in self.articles.all()],
        }

    # the life of a text; who may is asked of the convention, before -------------------------------------------------
    @transition(stage, source=Stage.DRAFT, target=Stage.IN_REVIEW)
    def review(self) -> None:
        """Partners may read it and comment."""

    @transition(stage, source=[Stage.DRAFT, Stage.IN_REVIEW], target=Stage.TO_SIGN)
    def freeze(self, *, now) -> None:
        """Fix the common body and its hash."""
        self.body = canonical(self.compose())
        self.body_hash = fingerprint(self.body)
        self.frozen_at = now

    @transition(stage, source=[Stage.IN_REVIEW, Stage.TO_SIGN], target=Stage.DRAFT)
    def back_to_draft(self) -> None:
        """The words are open again; the frozen body is dropped, its hash stays with the voided signatures."""
        self.body, self.body_hash, self.frozen_at = "", "", None

    @transition(stage, source=Stage.TO_SIGN, target=Stage.SIGNED)
    def complete(self) -> None:
        """Every remaining party has signed."""

    @transition(stage, source=Stage.TO_SIGN, target=Stage.SIGNED)
    def close_round(self) -> None:
        """In force for those who signed; the others are waited for no longer."""

    @transition(stage, source=Stage.SIGNED, target=Stage.TO_SIGN, conditions=[lambda text: text.body_hash != ""])
    def reopen_round(self) -> None:
        """A party left aside is asked after all; what others signed stands, since the words are the same."""

    @transition(stage, source=[Stage.DRAFT, Stage.IN_REVIEW, Stage.TO_SIGN], target=Stage.ABANDONED)
    def abandon(self) -> None:
        """Nobody will sign it; its number, if given, stays in the register."""

    @transition(stage, source=Stage.ABANDONED, target=Stage.DRAFT)
    def reopen(self) -> None:
        """An abandoned text is taken up again."""
        self.body, self.body_hash, self.frozen_at = "", "", None

    @transition(stage, source=Stage.DRAFT, target=Stage.SIGNED)
    def record(self) -> None:
        """A convention signed before the software enters as signed."""
