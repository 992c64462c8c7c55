"""What was true of a convention on a day, as expressions: nothing that was decided later is known on it."""

import datetime

from django.db import models
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear, Floor, Greatest
from django.db.models.lookups import LessThan
from django.utils import timezone

from partners.conventions.models.signatory import Signatory
from partners.conventions.models.words import Origin, Stage


def stage_on(on: datetime.date) -> Case | F:
    """The stage of the text read on a date, drawn from its signatures and from when it was frozen."""
    if on >= timezone.localdate():
        return F("text__stage")
    unsigned = Signatory.objects.active().filter(text=OuterRef("text__pk")).exclude(signed_on__lte=on)
    asked = Q(origin=Origin.RECORDED) | Q(text__frozen_at__date__lte=on)
    return Case(
        When(Q(text__stage=Stage.SIGNED) & ~Exists(unsigned), then=Value(Stage.SIGNED)),
        When(Q(text__stage__in=(Stage.TO_SIGN, Stage.SIGNED)) & asked, then=Value(Stage.TO_SIGN)),
        When(text__stage__in=(Stage.TO_SIGN, Stage.SIGNED), then=Value(Stage.DRAFT)),
        default=F("text__stage"),
        output_field=CharField(choices=Stage.choices),
    )


def existing_on(on: datetime.date) -> Q:
    """Conventions begun by a date; one of the past begins with the first of its dates."""
    signed = Signatory.objects.signed().filter(text__convention=OuterRef("pk"), signed_on__lte=on)
    past = Q(text__starts_on__lte=on) | Q(entered_on__lte=on) | Exists(signed)
    return Q(origin=Origin.MADE_HERE, created_at__date__lte=on) | Q(origin=Origin.RECORDED) & past


class AddMonths(Func):
    """A date and so many months, as `nqt.common.dates.add_months` counts them: the end of a shorter month is its last.

    `AddMonths(date, months)`.
    """

    arity = 2
    template = "(%(expressions)s)::date"
    arg_joiner = " + interval '1 month' * "
    output_field = models.DateField()


def term_end_on(on: datetime.date) -> Case:
    """The last day as decided, else of the term that runs on a date, which a tacit renewal carries on.

    The same rule as `actions.life.running_until`, where the months between give the number of terms at once.
    """
    between = Value(on.year * 12 + on.month) - (ExtractYear("text__ends_on") * 12 + ExtractMonth("text__ends_on"))
    whole_terms = Greatest(Value(0), Floor(between / F("text__renewal_months"))) * F("text__renewal_months")
    reached = AddMonths("text__ends_on", whole_terms)
    following = AddMonths("text__ends_on", whole_terms + F("text__renewal_months"))
    return Case(
        When(text__last_day__isnull=False, then=F("text__last_day")),
        When(
            text__renewal_months__isnull=False,
            text__ends_on__isnull=False,
            then=Case(
                When(LessThan(reached, Value(on)), then=following),
                default=reached,
            ),
        ),
        output_field=models.DateField(),
    )
