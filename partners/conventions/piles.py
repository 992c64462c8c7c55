"""What conventions ask of a member of staff on a day: each pile one queryset, read by *aujourd'hui* and by the list."""

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from nqt.accounts.models import User
from nqt.outbox.by_hand import PAUSE
from partners.conventions.models import Answer, Convention, Signatory, Stage
from partners.conventions.timeline import with_reminders

REFUSAL_ANSWERED_WITHIN = datetime.timedelta(days=7)
"""A refusal waits for an answer; past this it is late."""
PILES = {
    "unanswered": "refus sans réponse depuis une semaine",
    "refused": "refus à répondre",
    "unreachable": "sans signataire joignable",
    "replaced": "parties à remplacer par qui leur succède",
    "late": "signatures en retard",
    "awaited": "signatures attendues",
    "drafting": "textes à préparer",
}


def followed_by(seen: QuerySet[Convention], user: User, on: datetime.date) -> QuerySet[Convention]:
    """Those that this person, or nobody, follows."""
    return seen.filter(owner=user) | seen.without_follower(on)


def lines_of(pile: str, conventions: QuerySet[Convention], user: User, on: datetime.date) -> QuerySet[Signatory]:
    """The lines of one pile, of the texts that count; what is asked of the reader is no pile, it is her own to sign."""
    lines = Signatory.objects.of_text_read().filter(text__convention__in=conventions)
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
            return lines.active().followed(on).filter(is_open).exclude(answer__in=(Answer.SIGNED, Answer.REFUSED))
    others = lines.exclude(pk__in=Signatory.objects.asked_of(user).values("pk"))
    reminded = with_reminders(others.standing(on)).reachable()
    rested = Q(reminded_at=None) | Q(reminded_at__lte=timezone.now() - PAUSE)
    match pile:
        case "late":
            return reminded.late(on).filter(rested)
        case "awaited":
            in_time = Q(text__sign_by=None) | Q(text__sign_by__gte=on)
            return reminded.awaited().filter(in_time | ~rested)
    raise LookupError(pile)


def conventions_of(pile: str, conventions: QuerySet[Convention], user: User, on: datetime.date) -> QuerySet[Convention]:
    """The conventions of one pile."""
    if pile == "drafting":
        return conventions.on(timezone.localdate()).filter(text__stage__in=(Stage.IN_REVIEW, Stage.DRAFT))
    return conventions.filter(pk__in=lines_of(pile, conventions, user, on).values("text__convention"))
