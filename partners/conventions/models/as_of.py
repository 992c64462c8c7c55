"""What was true of a convention on a day, as expressions: nothing that was decided later is known on it."""

import datetime

from django.db import models
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear, Floor, Greatest
from django.db.models.lookups import LessThan
from django.utils import timezone

from partners.conventions.models.signatory import Signatory
from partners.conventions.models.words import Life, Origin, Stage


def life_on(on: datetime.date, convention: str = "") -> Case:
    """The life of a convention on a date, as an expression; `convention` is the path to it ('text__convention__').

    A tacit renewal goes on until a notice has been given; the notice fixes `closes_on`, the last day of the current
    term.
    """

    def when(**lookups: object) -> Q:
        return Q(**{convention + name: value for name, value in lookups.items()})

    told = when(notice_on__lte=on)
    return Case(
        When(when(entered_on=None) | when(entered_on__gt=on), then=Value(Life.PENDING)),
        When(when(terminated_on__lte=on), then=Value(Life.TERMINATED)),
        When(told & when(closes_on__lt=on), then=Value(Life.EXPIRED)),
        When(told, then=Value(Life.NOTICE_GIVEN)),
        When(when(renewal_months=None, ends_on__lt=on), then=Value(Life.EXPIRED)),
        default=Value(Life.IN_FORCE),
        output_field=models.CharField(choices=Life.choices),
    )


def stage_on(on: datetime.date) -> Case | F:
    """The stage of a convention's current text on a date, drawn from its signatures and from when it was frozen."""
    if on >= timezone.localdate():
        return F("current__stage")
    unsigned = Signatory.objects.active().filter(text=OuterRef("current")).exclude(signed_on__lte=on)
    asked = Q(origin=Origin.RECORDED) | Q(current__frozen_at__date__lte=on)
    return Case(
        When(Q(current__stage=Stage.SIGNED) & ~Exists(unsigned), then=Value(Stage.SIGNED)),
        When(Q(current__stage__in=(Stage.TO_SIGN, Stage.SIGNED)) & asked, then=Value(Stage.TO_SIGN)),
        When(current__stage__in=(Stage.TO_SIGN, Stage.SIGNED), then=Value(Stage.DRAFT)),
        default=F("current__stage"),
        output_field=CharField(choices=Stage.choices),
    )


def existing_on(on: datetime.date) -> Q:
    """Conventions begun by a date; one of the past begins with the first of its dates."""
    signed = Signatory.objects.signed().filter(text__convention=OuterRef("pk"), signed_on__lte=on)
    past = Q(starts_on__lte=on) | Q(entered_on__lte=on) | Exists(signed)
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
    between = Value(on.year * 12 + on.month) - (ExtractYear("ends_on") * 12 + ExtractMonth("ends_on"))
    whole_terms = Greatest(Value(0), Floor(between / F("renewal_months"))) * F("renewal_months")
    reached = AddMonths("ends_on", whole_terms)
    return Case(
        When(last_day__isnull=False, then=F("last_day")),
        When(
            renewal_months__isnull=False,
            ends_on__isnull=False,
            then=Case(
                When(LessThan(reached, Value(on)), then=AddMonths("ends_on", whole_terms + F("renewal_months"))),
                default=reached,
            ),
        ),
        output_field=models.DateField(),
    )
