"""What was true of a convention on a day, as expressions: nothing that was decided later is known on it."""

import datetime

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
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
