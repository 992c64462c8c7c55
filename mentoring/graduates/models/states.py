"""The words of an application: where it stands, what degree, what situation; and the order in which it is read."""

from django.db import models
from django.db.models import BigIntegerField, Case, Func, Value, When
from django.db.models.functions import Coalesce

from nqt.common.looks import dressed


@dressed(
    DRAFT="mute edit",
    SUBMITTED="warn file-text",
    MORE_INFO="info message",
    POOL="ok check",
    REFUSED="bad x",
    WITHDRAWN="mute x",
)
class GraduateState(models.TextChoices):
    """The life of an application, up to the pool; whether somebody is accompanied is said by mentorships."""

    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "à lire"
    MORE_INFO = "more_info", "complément demandé"
    POOL = "pool", "acceptée"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"


class DegreeLevel(models.IntegerChoices):
    """Years after the baccalauréat of the highest degree held; RNCP levels 5 to 8."""

    BELOW = 2, "Bac+2 ou moins"
    BAC_3 = 3, "Bac+3"
    BAC_4 = 4, "Bac+4"
    BAC_5 = 5, "Bac+5"
    BAC_8 = 8, "Bac+8"

    @property
    def rncp(self) -> int:
        """The level of the national register: 5 (bac+2) to 8 (doctorate)."""
        return {2: 5, 3: 6, 4: 6, 5: 7, 8: 8}[self.value]


class Background(models.TextChoices):
    """Why somebody is accompanied beside living in a priority neighborhood; said by the person, checked by staff."""

    SCHOLARSHIP = "scholarship", "boursière ou boursier sur critères sociaux"
    MODEST = "modest", "foyer aux revenus modestes"
    RURAL = "rural", "commune rurale isolée (ZRR ou FRR)"


OPEN_STATES = (GraduateState.SUBMITTED, GraduateState.MORE_INFO)
"""Somebody waits for an answer."""


SENT = Func(
    "submitted_at",
    template="(extract(epoch from (%(expressions)s at time zone 'UTC')))::bigint",
    output_field=BigIntegerField(),
)
"""Seconds; the zone is written so that the expression is immutable."""
AFTER = 10**11
"""More seconds than any date of sending: what separates one state from the next in the order of reading."""
READING = Case(
    When(state=GraduateState.SUBMITTED, then=Coalesce(SENT, 0)),
    When(state=GraduateState.MORE_INFO, then=AFTER + Coalesce(SENT, 0)),
    When(state=GraduateState.DRAFT, then=Value(2 * AFTER)),
    When(state=GraduateState.POOL, then=4 * AFTER - Coalesce(SENT, 0)),
    default=6 * AFTER - Coalesce(SENT, 0),
)
"""What waits first, the longest wait first; then what is decided, the latest first."""
