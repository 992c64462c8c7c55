"""The convention itself: what it is, for whom, from when to when.

Three axes, never one status: the stage of its text, the answer of each party, and its life, computed here from dates
for any day.
"""

import datetime

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.dates import Precision, precision_field
from nqt.common.models import VersionedModel
from nqt.common.text import fold, folded
from nqt.common.valid_time import dates_in_order
from nqt.common.validators import validate_date, validate_one_line, validate_plain_text
from partners.conventions.models.as_of import existing_on, life_on, stage_on, term_end_on
from partners.conventions.models.convention_text import ConventionText
from partners.conventions.models.signatory import BEARER, Signatory, followed_by_nobody
from partners.conventions.models.territory import ConventionTerritory, declared_in
from partners.conventions.models.words import (
    SEEN_BY_PARTNERS,
    Answer,
    ConventionKind,
    EntryRule,
    Life,
    Origin,
    Stage,
    TerritoryScope,
)
from partners.organizations.models import Membership

LONGEST = 120
"""Months of a notice or of a renewal, at most: ten years."""
MONTHS = [MinValueValidator(1), MaxValueValidator(LONGEST)]


class ConventionQuerySet(models.QuerySet):
    """Who sees what, and what was true when."""

    def visible_to(self, actor: Actor):
        """Conventions this actor may read."""
        role = actor.role
        if role in (Role.STAFF_NATIONAL, Role.AUDITOR, Role.SYSTEM):
            return self
        if role == Role.STAFF_REGIONAL:
            return self.filter(declared_in(actor.department_codes, "pk"))
        if role in (Role.PARTNER_LANDLORD, Role.PARTNER_REGIONAL, Role.PARTNER_UNION):
            return self.with_party(actor.organization_id)
        if role == Role.ANONYMOUS and actor.bearer and actor.bearer[0] == BEARER:
            return self.filter(Exists(Signatory.objects.filter(text__convention=OuterRef("pk"), pk=actor.bearer[1])))
        if role in (Role.ANONYMOUS, Role.BOARD, Role.MENTOR, Role.GRADUATE):
            return self.none()
        return self.none()

    def with_party(self, organization_id: int | None):
        """Where the organization is a party, once partners may read the text."""
        line = Signatory.objects.active().filter(
            text__convention=OuterRef("pk"), organization=organization_id, text__stage__in=SEEN_BY_PARTNERS
        )
        return self.filter(Exists(line))

    def concluded(self):
        """Signed by all, or already in force by a quorum or for each."""
        return self.filter(Q(current__stage=Stage.SIGNED) | Q(entered_on__isnull=False))

    def of_members(self, association_id: int | None, on: datetime.date):
        """What those who are members on a date had signed by then, and that lived during their membership."""
        convention = "text__convention__"
        first_day = Coalesce(OuterRef(f"{convention}entered_on"), OuterRef("signed_on"))
        last_day = Coalesce(OuterRef(f"{convention}last_day"), Value(datetime.date.max))
        membership = (
            Membership.objects.on(on)
            .filter(body=association_id, member=OuterRef("organization"))
            .filter(Q(valid_from=None) | Q(valid_from__lte=last_day))
            .filter(Q(valid_until=None) | Q(valid_until__gt=first_day))
        )
        signed = Signatory.objects.of_current_text().signed().filter(signed_on__lte=on)
        return self.concluded().filter(Exists(signed.filter(Exists(membership), text__convention=OuterRef("pk"))))

    def without_follower(self, on: datetime.date):
        """Whose follower is nobody, or somebody who no longer works here."""
        return self.filter(followed_by_nobody(on))

    def ours(self, user, on: datetime.date):
        """Those that this person, or nobody, follows."""
        return self.filter(Q(owner=user) | followed_by_nobody(on))

    def ending(self, on: datetime.date, within: datetime.timedelta):
        """In force, and near the end of their term, annotated `term_end`; a tacit renewal is an end too."""
        last = on + within
        decided, carried = Q(last_day__range=(on, last)), Q(last_day=None, term_end__range=(on, last))
        living = self.with_life(on).filter(life__in=(Life.IN_FORCE, Life.NOTICE_GIVEN))
        return living.annotate(term_end=term_end_on(on)).filter(decided | carried)

    def search(self, text: str):
        """Every word in the title, the number, the name of a party or of the person who signs for it."""
        found = self
        for word in dict.fromkeys(fold(text).split()):
            lines = Signatory.objects.values("text__convention")
            named = Q(pk__in=lines.filter(organization__folded__contains=word))
            asked = Q(pk__in=lines.filter(contact__folded__contains=word))
            found = found.filter(Q(folded__contains=word) | Q(number__contains=word) | named | asked)
        return found

    def with_life(self, on: datetime.date):
        """Annotate `life`."""
        return self.annotate(life=life_on(on))

    def as_of(self, on: datetime.date):
        """Annotate `life` and `stage` as they were on a date."""
        return self.with_life(on).annotate(stage=stage_on(on))

    def existing(self, on: datetime.date):
        """Begun by that date."""
        return self if on >= timezone.localdate() else self.filter(existing_on(on))

    def having_party(self, organization):
        """Where an organization is a party, whatever the stage of the text."""
        line = Signatory.objects.active().filter(text__convention=OuterRef("pk"), organization=organization)
        return self.filter(Exists(line))

    def in_life(self, life: str, on: datetime.date):
        """Those whose life on a date is this one."""
        return self.with_life(on).filter(life=life)


def _last_day() -> Coalesce:
    """Its end as decided so far: termination, then notice, then the term, which a tacit renewal carries on."""
    term = Case(When(renewal_months=None, then=F("ends_on")))
    return Coalesce("terminated_on", "closes_on", term)


@pghistory.track(exclude=["folded", "last_day"])
class Convention(VersionedModel):
    """An agreement between NQT and its partners."""

    title = models.CharField("titre", max_length=150, validators=[validate_one_line])
    folded = folded("title")
    kind = models.CharField("nature", max_length=15, choices=ConventionKind, default=ConventionKind.BILATERAL)
    origin = models.CharField("origine", max_length=10, choices=Origin, default=Origin.MADE_HERE, editable=False)
    number = models.CharField("numéro", max_length=10, null=True, unique=True, editable=False)  # noqa: DJ001 - null until given
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="local_versions", verbose_name="convention-cadre"
    )
    current = models.OneToOneField(
        ConventionText, models.PROTECT, null=True, related_name="current_of", verbose_name="texte", editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )
    departments = models.ManyToManyField(
        "regions.Department", through=ConventionTerritory, related_name="+", verbose_name="territoire"
    )
    starts_on = models.DateField("début", null=True, blank=True, validators=[validate_date])
    starts_precision = precision_field("début")
    ends_on = models.DateField("dernier jour", null=True, blank=True, validators=[validate_date])
    ends_precision = precision_field("fin")
    entry_rule = models.CharField("entrée en vigueur", max_length=10, choices=EntryRule, default=EntryRule.ALL_SIGNED)
    quorum = models.PositiveSmallIntegerField("nombre de signatures", null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField("préavis (mois)", null=True, blank=True, validators=MONTHS)
    renewal_months = models.PositiveSmallIntegerField(
        "reconduction tacite (mois)",
        null=True,
        blank=True,
        validators=MONTHS,
        help_text="Vide : pas de reconduction tacite.",
    )
    entered_on = models.DateField("entrée en vigueur le", null=True, editable=False)
    entered_precision = precision_field("entrée en vigueur")
    notice_on = models.DateField("préavis donné le", null=True, editable=False)
    closes_on = models.DateField("dernier jour après préavis", null=True, editable=False)
    notice_reason = models.TextField("motif du préavis", blank=True, editable=False, validators=[validate_plain_text])
    terminated_on = models.DateField("résiliée le", null=True, editable=False)
    end_reason = models.TextField("motif de fin", blank=True, editable=False, validators=[validate_plain_text])
    last_day = models.GeneratedField(
        verbose_name="dernier jour", expression=_last_day(), output_field=models.DateField(), db_persist=True
    )

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        constraints = [
            dates_in_order("convention_dates_in_order", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="convention_quorum_when_ruled",
                condition=Q(quorum__isnull=False, quorum__gte=1) | ~Q(entry_rule=EntryRule.QUORUM),
                violation_error_message="Indiquez combien de signatures suffisent.",
            ),
            models.CheckConstraint(
                name="convention_notice_fixes_the_end",
                condition=Q(notice_on=None, closes_on=None) | Q(notice_on__isnull=False, closes_on__isnull=False),
                violation_error_message="Un préavis fixe le dernier jour.",
            ),
            models.CheckConstraint(
                name="convention_months_in_bounds",
                condition=(Q(notice_months=None) | Q(notice_months__range=(1, LONGEST)))
                & (Q(renewal_months=None) | Q(renewal_months__range=(1, LONGEST))),
                violation_error_message=f"Un préavis et une reconduction durent de 1 à {LONGEST} mois.",
            ),
            models.CheckConstraint(
                name="convention_not_its_own_framework",
                condition=~Q(parent=models.F("pk")),
                violation_error_message="Une convention n’est pas sa propre convention-cadre.",
            ),
        ]
        indexes = [
            models.Index("folded", "id", name="convention_by_title"),
            models.Index("number", "id", name="convention_by_number"),
            models.Index("starts_on", "id", name="convention_by_start"),
            models.Index("last_day", "id", name="convention_by_last_day"),
            models.Index("updated_at", "id", name="convention_by_update"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day_precision(self) -> str:
        """Of `last_day`: a notice and a termination fix a day."""
        return Precision.DAY if self.terminated_on or self.closes_on else self.ends_precision

    @property
    def territory_scope(self) -> str:
        """Nation-wide, or in the declared departments: no row stands for the whole country, people say it."""
        return TerritoryScope.DEPARTMENTS if self.departments.all() else TerritoryScope.NATIONAL

    def has_begun(self) -> bool:
        """In force today, or once: before that day, signatures gathered may still be given up."""
        return self.entered_on is not None and self.entered_on <= timezone.localdate()

    def life_on(self, on: datetime.date) -> str:
        """The life on a date; the same rule as the expression, read from the database."""
        return Convention.objects.filter(pk=self.pk).with_life(on).values_list("life", flat=True).get()

    def entry_date(self) -> datetime.date | None:
        """When the signatures gathered so far bring it into force, by its own rule; None while they do not.

        `all_signed`: the last signature; `quorum`: the one that reaches it; `each`: NQT's with a first other. Never
        before `starts_on`. Locks nothing: the caller holds the convention.
        """
        lines = list(self.current.signatories.active().select_related("organization"))
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
        return max(reached, self.starts_on) if reached and self.starts_on else reached

    def is_written_by(self, actor: Actor) -> bool:
        """National staff, or regional staff of a declared department; a national convention is theirs to read only."""
        if actor.role in (Role.STAFF_NATIONAL, Role.SYSTEM):
            return True
        if actor.role != Role.STAFF_REGIONAL:
            return False
        return any(department.code in actor.department_codes for department in self.departments.all())

    @property
    def can_be_deleted(self) -> bool:
        """Only a draft that never had a number."""
        return self.number is None and self.current is not None and self.current.stage == Stage.DRAFT
