"""What conventions ask of a member of staff on a day: which rows each pile has, for *aujourd’hui* and for the list."""

import datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from nqt.accounts.models import User
from nqt.outbox.rules import PAUSE
from partners.conventions.models import Convention, Signatory, Stage
from partners.conventions.models.signatory import TO_COME
from partners.conventions.rules import ENDING_WITHIN, REFUSAL_ANSWERED_WITHIN
from partners.conventions.timeline import with_last_reminder

PILES = {
    "unanswered": "refus sans réponse depuis une semaine",
    "refused": "refus à répondre",
    "unreachable": "sans signataire joignable",
    "replaced": "parties à remplacer par qui leur succède",
    "late": "signatures en retard",
    "awaited": "signatures attendues",
    "mine": "à signer par moi",
    "drafting": "textes à préparer",
    "ending": "fin dans 90 jours",
}
"""Word of the list's filter → what it says."""


def lines_of(pile: str, lines: QuerySet[Signatory], user: User, on: datetime.date) -> QuerySet[Signatory]:
    """Of these lines, those of one pile; what is asked of the reader is no colleague to remind, it is hers to sign."""
    lines = lines.of_text_read(on)
    since = timezone.make_aware(datetime.datetime.combine(on - REFUSAL_ANSWERED_WITHIN, datetime.time.min))
    match pile:
        case "unanswered":
            return lines.refused().filter(refused_at__lt=since)
        case "refused":
            return lines.refused().filter(refused_at__gte=since)
        case "unreachable":
            return lines.awaited().unreachable().standing(on)
        case "replaced":
            is_open = Q(text__stage__in=(Stage.DRAFT, Stage.IN_REVIEW, Stage.TO_SIGN))
            return lines.followed(on).filter(is_open, answer__in=TO_COME)
        case "mine":
            return lines.awaited().reachable().asked_of(user)
    others = lines.awaited().not_asked_of(user)
    never, lately = Value(datetime.datetime.min.replace(tzinfo=datetime.UTC)), timezone.now() - PAUSE
    reminded = with_last_reminder(others.standing(on)).reachable().alias(last=Coalesce("reminded_at", never))
    match pile:
        case "late":
            return reminded.late(on).filter(last__lte=lately)
        case "awaited":
            return reminded.filter(Q(text__sign_by=None) | Q(text__sign_by__gte=on) | Q(last__gt=lately))
    raise LookupError(pile)


def conventions_of(pile: str, seen: QuerySet[Convention], user: User, on: datetime.date) -> QuerySet[Convention]:
    """Of these conventions, those of one pile."""
    match pile:
        case "drafting":
            return seen.on(on).filter(text__stage__in=(Stage.IN_REVIEW, Stage.DRAFT))
        case "ending":
            return seen.ending(on, ENDING_WITHIN)
    return seen.filter(pk__in=lines_of(pile, Signatory.objects.all(), user, on).values("text__convention"))
