"""The convention itself: its number, its life, who follows it; its terms are those of its texts.

Three axes, never one status: the stage of its text, the answer of each party, and its life, computed here from dates
for any day.
"""

import datetime
from collections.abc import Collection
from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.dates import precision_field
from nqt.common.models import VersionedModel
from nqt.common.text import fold
from nqt.common.validators import validate_plain_text
from partners.conventions.models.as_of import existing_on, stage_on, term_end_on
from partners.conventions.models.convention_text import ConventionText
from partners.conventions.models.reading import TextRead, life_on, standing_on
from partners.conventions.models.signatory import BEARER, Signatory, followed_by_nobody
from partners.conventions.models.territory import declared_in
from partners.conventions.models.words import OPEN_STAGES, SEEN_BY_PARTNERS, UNDER_WAY, Origin, Stage
from partners.organizations.models import Membership


class ConventionQuerySet(models.QuerySet):
    """Who sees what, and what was true when."""

    day: datetime.date | None = None
    """On which the texts of a chain are read, once `on` has said it."""

    def _clone(self) -> Self:
        """A chain remembers the day on which it reads texts."""
        clone = super()._clone()
        clone.day = self.day
        return clone

    def select_related(self, *fields: Any) -> Self:
        """By name alone: following every key would lead to the text, back to the convention, to all its texts."""
        return super().select_related(*fields) if fields else self

    def on(self, day: datetime.date):
        """Each with its text of that day, as `text`: fetched, and there to filter and sort by (`text__folded`).

        Asked first: a filter on `text__…` before it would meet every text of a convention.
        """
        if self.day == day:
            return self
        if self.day is not None:
            raise ValueError(f"Already read on {self.day}.")
        found = self.filter(standing_on(day, "text__")).select_related("text")
        found.day = day
        return found

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
        line = (
            Signatory.objects.of_text_read(self.day)
            .active()
            .filter(text__convention=OuterRef("pk"), organization=organization_id, text__stage__in=SEEN_BY_PARTNERS)
        )
        return self.filter(Exists(line))

    def concluded(self):
        """Signed by all, or already in force by a quorum or for each."""
        return self._read().filter(Q(text__stage=Stage.SIGNED) | Q(entered_on__isnull=False))

    def _read(self):
        """On the day already said, else today."""
        return self if self.day else self.on(timezone.localdate())

    def of_members(self, association_id: int | None, on: datetime.date):
        """What those who are members on a date had signed by then, and that lived during their membership."""
        first_day = Coalesce(OuterRef("text__convention__entered_on"), OuterRef("signed_on"))
        last_day = Coalesce(OuterRef("text__last_day"), Value(datetime.date.max))
        membership = (
            Membership.objects.on(on)
            .filter(body=association_id, member=OuterRef("organization"))
            .filter(Q(valid_from=None) | Q(valid_from__lte=last_day))
            .filter(Q(valid_until=None) | Q(valid_until__gt=first_day))
        )
        signed = Signatory.objects.of_text_read(on).signed().filter(signed_on__lte=on)
        theirs = signed.filter(Exists(membership), text__convention=OuterRef("pk"))
        return self.on(on).concluded().filter(Exists(theirs))

    def without_follower(self, on: datetime.date):
        """Whose follower is nobody, or somebody who no longer works here."""
        return self.filter(followed_by_nobody(on))

    def ours(self, user, on: datetime.date):
        """Those that this person, or nobody, follows."""
        return self.filter(Q(owner=user) | followed_by_nobody(on))

    def ending(self, on: datetime.date, within: datetime.timedelta):
        """In force, and near the end of their term, annotated `term_end`; a tacit renewal is an end too."""
        last = on + within
        decided, carried = Q(text__last_day__range=(on, last)), Q(text__last_day=None, term_end__range=(on, last))
        return self.in_force_on(on).annotate(term_end=term_end_on(on)).filter(decided | carried)

    def search(self, text: str):
        """Every word in the title, the number, the name of a party or of who signs for it, on the day read."""
        found = self._read()
        for word in dict.fromkeys(fold(text).split()):
            lines = Signatory.objects.of_text_read(found.day).values("text__convention")
            named = Q(pk__in=lines.filter(organization__folded__contains=word))
            asked = Q(pk__in=lines.filter(contact__folded__contains=word))
            found = found.filter(Q(text__folded__contains=word) | Q(number__contains=word) | named | asked)
        return found

    def with_life(self, on: datetime.date):
        """Annotate `life`."""
        return self.on(on).annotate(life=life_on(on))

    def in_force_on(self, on: datetime.date):
        """Whose parties are bound on a date, with the text in force, as `text`."""
        return self.with_life(on).filter(life__in=UNDER_WAY)

    def as_of(self, on: datetime.date):
        """Annotate `life` and `stage` as they were on a date."""
        return self.with_life(on).annotate(stage=stage_on(on))

    def existing(self, on: datetime.date):
        """Begun by that date."""
        return self if on >= timezone.localdate() else self.on(on).filter(existing_on(on))

    def having_party(self, organization):
        """Where an organization is a party, whatever the stage of the text."""
        lines = Signatory.objects.of_text_read(self.day).active()
        line = lines.filter(text__convention=OuterRef("pk"), organization=organization)
        return self.filter(Exists(line))

    def in_life(self, life: str, on: datetime.date):
        """Those whose life on a date is this one."""
        return self.with_life(on).filter(life=life)


@pghistory.track()
class Convention(VersionedModel):
    """An agreement between NQT and its partners."""

    origin = models.CharField("origine", max_length=10, choices=Origin, default=Origin.MADE_HERE, editable=False)
    number = models.CharField("numéro", max_length=10, null=True, unique=True, editable=False)  # noqa: DJ001 - null until given
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="local_versions", verbose_name="convention-cadre"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )
    entered_on = models.DateField("entrée en vigueur le", null=True, editable=False)
    entered_precision = precision_field("entrée en vigueur")
    notice_on = models.DateField("préavis donné le", null=True, editable=False)
    closes_on = models.DateField("dernier jour après préavis", null=True, editable=False)
    notice_reason = models.TextField("motif du préavis", blank=True, editable=False, validators=[validate_plain_text])
    terminated_on = models.DateField("résiliée le", null=True, editable=False)
    end_reason = models.TextField("motif de fin", blank=True, editable=False, validators=[validate_plain_text])
    text = TextRead()

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        constraints = [
            models.CheckConstraint(
                name="convention_notice_fixes_the_end",
                condition=Q(notice_on=None, closes_on=None) | Q(notice_on__isnull=False, closes_on__isnull=False),
                violation_error_message="Un préavis fixe le dernier jour.",
            ),
            models.CheckConstraint(
                name="convention_not_its_own_framework",
                condition=~Q(parent=models.F("pk")),
                violation_error_message="Une convention n’est pas sa propre convention-cadre.",
            ),
        ]
        indexes = [
            models.Index("number", "id", name="convention_by_number"),
            models.Index("updated_at", "id", name="convention_by_update"),
        ]

    def __str__(self) -> str:
        return self.text.title

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check what people type; its text is no column."""
        super().clean_fields({*(exclude or ()), "text"})

    @property
    def open_text(self) -> ConventionText | None:
        """The text in preparation, or being signed; one at most."""
        return self.text if self.text.stage in OPEN_STAGES else self.texts.open().first()

    @property
    def text_in_hand(self) -> ConventionText:
        """The text that acts concern: the open one, else the last that was not abandoned, else the initial one."""
        if self.text.stage in OPEN_STAGES:
            return self.text

        def rank(text: ConventionText) -> tuple[bool, bool, int]:
            return text.stage in OPEN_STAGES, text.stage != Stage.ABANDONED, text.ordinal

        found = max(self.texts.all(), key=rank)
        return self.text if found == self.text else found

    @property
    def ended_on(self) -> datetime.date | None:
        """The last day decided before the term: a termination, else a notice; each of its texts repeats it."""
        return self.terminated_on or self.closes_on

    def has_begun(self) -> bool:
        """In force today, or once."""
        return self.entered_on is not None and self.entered_on <= timezone.localdate()

    def life_on(self, on: datetime.date) -> str:
        """The life on a date; the same rule as the expression, read from the database."""
        return Convention.objects.filter(pk=self.pk).with_life(on).values_list("life", flat=True).get()

    def is_written_by(self, actor: Actor) -> bool:
        """National staff, or regional staff of a declared department; a national convention is theirs to read only."""
        if actor.role in (Role.STAFF_NATIONAL, Role.SYSTEM):
            return True
        if actor.role != Role.STAFF_REGIONAL:
            return False
        return any(department.code in actor.department_codes for department in self.text.departments.all())

    @property
    def can_be_deleted(self) -> bool:
        """Only a draft that never had a number."""
        return self.number is None and self.text.stage == Stage.DRAFT
