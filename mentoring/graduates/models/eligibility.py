"""Whom the association accompanies: rules that are data, with a territory and dates."""

import datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mentoring.graduates.models.states import Background
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.models import VersionedModel
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order
from regions.territories.models import Region


class RuleKind(models.TextChoices):
    """What a rule looks at."""

    LEVEL = "level", "niveau du diplôme"
    AGE = "age", "âge"
    TERRITORY = "territory", "territoire"
    BACKGROUND = "background", "situation"


class EligibilityRuleQuerySet(ValidTimeQuerySet):
    """The rules of a day."""

    def visible_to(self, actor: Actor):
        """Staff read them; the machine applies them."""
        return self if actor.role in {Role.STAFF_NATIONAL, Role.STAFF_REGIONAL, Role.SYSTEM} else self.none()


@pghistory.track()
class EligibilityRule(ValidTime, VersionedModel):
    """One condition. A rule with a region replaces, there, the general rule of its kind.

    LEVEL reads `least_years` (after the baccalauréat); AGE `under_age` (full years at submission); TERRITORY the dated
    coverage; BACKGROUND asks for a priority neighborhood or one of `backgrounds`.
    """

    kind = models.CharField("condition", max_length=10, choices=RuleKind)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région")
    least_years = models.PositiveSmallIntegerField("années après le bac, au moins", null=True, blank=True)
    under_age = models.PositiveSmallIntegerField("moins de (ans)", null=True, blank=True)
    backgrounds = ArrayField(
        models.CharField(max_length=12, choices=Background), default=list, blank=True, verbose_name="situations admises"
    )

    objects = EligibilityRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "condition d’accès"
        verbose_name_plural = "conditions d’accès"
        ordering = ["kind", "valid_from", "id"]
        constraints = [
            dates_in_order("mentoring_rule_dates_in_order"),
            models.CheckConstraint(
                condition=Q(kind=RuleKind.LEVEL, least_years__isnull=False)
                | Q(kind=RuleKind.AGE, under_age__isnull=False)
                | Q(kind__in=[RuleKind.TERRITORY, RuleKind.BACKGROUND]),
                name="mentoring_rule_has_its_number",
                violation_error_message="Cette condition porte un nombre.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def holds_for(self, region_codes: frozenset[str], on: datetime.date) -> bool:
        """In force on a day, for somebody who lives in one of these regions."""
        return self.holds_on(on) and (self.region is None or self.region.code in region_codes)
