"""A text of the convention: articles while it is written, one canonical document once it is frozen."""

import hashlib
import json

import pghistory
from django.db import models
from django_fsm import FSMField, FSMModelMixin, transition

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.models import PublicModel, VersionedModel
from nqt.common.validators import validate_date, validate_one_line, validate_plain_text
from partners.conventions.models.territory import declared_in
from partners.conventions.models.words import SEEN_BY_PARTNERS, Stage


def canonical(document: dict) -> str:
    """One spelling for one meaning: sorted keys, no blanks, accents kept; this text is what gets hashed."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@pghistory.track()
class ConventionText(FSMModelMixin, PublicModel):
    """The initial text, or an amendment. At `to_sign` the common body is frozen as canonical JSON and hashed."""

    convention = models.ForeignKey(
        "partners.Convention", models.CASCADE, related_name="texts", verbose_name="convention"
    )
    ordinal = models.PositiveSmallIntegerField("rang", default=1)
    stage = FSMField("état du texte", default=Stage.DRAFT, choices=Stage.choices, protected=True, db_index=True)
    body = models.TextField("texte figé", blank=True)
    body_hash = models.CharField("empreinte du texte", max_length=64, blank=True)
    frozen_at = models.DateTimeField("figé le", null=True)
    sign_by = models.DateField("à signer avant le", null=True, blank=True, validators=[validate_date])

    class Meta:
        verbose_name = "texte de convention"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "ordinal"],
                name="text_ordinal_unique",
                violation_error_message="Un autre texte de cette convention a déjà ce rang.",
            ),
            models.CheckConstraint(
                name="text_frozen_when_to_sign",
                condition=~models.Q(stage=Stage.TO_SIGN) | ~models.Q(body_hash=""),
                violation_error_message="Un texte à signer est figé.",
            ),
        ]

    def __str__(self) -> str:
        return "Texte initial" if self.ordinal == 1 else f"Avenant n° {self.ordinal - 1}"

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

    def document(self) -> dict:
        """The common body as data: the frozen one when there is one, else what it would be."""
        return json.loads(self.body) if self.body else self.compose()

    def compose(self) -> dict:
        """What the parties agree on together; a contact detail is no part of it."""
        convention = self.convention
        parties = [line.organization for line in self.signatories.active().select_related("organization")]
        return {
            "title": convention.title,
            "kind": convention.kind,
            "parties": [{"name": party.name, "siren": party.siren or ""} for party in parties],
            "starts_on": convention.starts_on.isoformat() if convention.starts_on else None,
            "ends_on": convention.ends_on.isoformat() if convention.ends_on else None,
            "entry_rule": convention.entry_rule,
            "quorum": convention.quorum,
            "notice_months": convention.notice_months,
            "renewal_months": convention.renewal_months,
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


class ArticleQuerySet(models.QuerySet):
    """Articles in preparation."""

    def visible_to(self, actor: Actor):
        """Staff of the convention's perimeter; partners read the composed document, never these rows."""
        role = actor.role
        if role in (Role.STAFF_NATIONAL, Role.AUDITOR, Role.SYSTEM):
            return self
        if role == Role.STAFF_REGIONAL:
            return self.filter(declared_in(actor.department_codes, "text__convention"))
        return self.none()


@pghistory.track()
class Article(VersionedModel):
    """One article of the common body, while it is being written."""

    text = models.ForeignKey(ConventionText, models.CASCADE, related_name="articles", verbose_name="texte")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=150, validators=[validate_one_line])
    wording = models.TextField("rédaction", max_length=20_000, validators=[validate_plain_text])

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "article"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "position"],
                name="article_position_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Un autre article a déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return f"Article {self.position}. {self.title}"
