"""The terms of a text: what the parties sign beside its articles, from when to when, and how it begins and goes on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from nqt.common.dates import precision_field
from nqt.common.text import folded
from nqt.common.valid_time import dates_in_order
from nqt.common.validators import validate_date, validate_one_line
from partners.conventions.models.words import ConventionKind, EntryRule

LONGEST = 120
"""Months of a notice or of a renewal, at most: ten years."""
MONTHS = [MinValueValidator(1), MaxValueValidator(LONGEST)]
TERMS = (
    "title",
    "kind",
    "starts_on",
    "starts_precision",
    "ends_on",
    "ends_precision",
    "entry_rule",
    "quorum",
    "notice_months",
    "renewal_months",
    "applies_from",
)
"""What the parties sign with the articles: frozen with the text. Follow-up, territory and framework are not."""
PROVISIONS = [
    dates_in_order("convention_dates_in_order", "starts_on", "ends_on"),
    models.CheckConstraint(
        name="convention_quorum_when_ruled",
        condition=Q(quorum__isnull=False, quorum__gte=1) | ~Q(entry_rule=EntryRule.QUORUM),
        violation_error_message="Indiquez combien de signatures suffisent.",
    ),
    models.CheckConstraint(
        name="convention_months_in_bounds",
        condition=(Q(notice_months=None) | Q(notice_months__range=(1, LONGEST)))
        & (Q(renewal_months=None) | Q(renewal_months__range=(1, LONGEST))),
        violation_error_message=f"Un préavis et une reconduction durent de 1 à {LONGEST} mois.",
    ),
]
"""What holds between terms, as constraints of their table."""


def _last_day() -> Coalesce:
    """The end as decided so far: termination or notice, else the term, which a tacit renewal carries on."""
    return Coalesce("ended_on", Case(When(renewal_months=None, then=F("ends_on"))))


class Terms(models.Model):
    """Columns of a text."""

    title = models.CharField("titre", max_length=150, validators=[validate_one_line])
    folded = folded("title")
    kind = models.CharField("nature", max_length=15, choices=ConventionKind, default=ConventionKind.BILATERAL)
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
    applies_from = models.DateField(
        "prend effet le",
        null=True,
        blank=True,
        validators=[validate_date],
        help_text="D’un avenant : au plus tôt ce jour. Vide : dès qu’il est signé.",
    )
    ended_on = models.DateField("dernier jour décidé", null=True, editable=False)
    """By a notice or a termination of the convention, written on its texts with it: lists sort by `last_day`."""
    last_day = models.GeneratedField(
        verbose_name="dernier jour", expression=_last_day(), output_field=models.DateField(), db_persist=True
    )

    class Meta:
        abstract = True
