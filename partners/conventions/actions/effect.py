"""When a text begins to bind: the first one brings the convention into force, an amendment takes its place."""

import datetime

from nqt.common.dates import Precision
from partners.conventions.models import ConventionText


def take_effect(text: ConventionText, on: datetime.date, precision: str = Precision.DAY) -> None:
    """From that day; until then the text before is read and binds. The caller holds the convention."""
    convention = text.convention
    if text.is_amendment:
        _supersede_before(text, on)
    else:
        convention.entered_on, convention.entered_precision = on, precision
        convention.save(update_fields=["entered_on", "entered_precision"])
    text.effective_on = on
    text.save(update_fields=["effective_on"])


def give_up_effect(text: ConventionText) -> None:
    """Its signatures are void before its day came; the text before goes on. The caller holds the convention."""
    convention = text.convention
    text.effective_on = None
    text.save(update_fields=["effective_on"])
    if text.is_amendment:
        _supersede_before(text, None)
    else:
        convention.entered_on, convention.entered_precision = None, Precision.DAY
        convention.save(update_fields=["entered_on", "entered_precision"])


def _supersede_before(text: ConventionText, on: datetime.date | None) -> None:
    """One statement first frees the days that the other takes: no two texts bind on one day, at any moment."""
    earlier = text.convention.texts.filter(effective_on__isnull=False, ordinal__lt=text.ordinal)
    before = earlier.order_by("-ordinal")[:1].get()
    before.superseded_on = on
    before.save(update_fields=["superseded_on"])
