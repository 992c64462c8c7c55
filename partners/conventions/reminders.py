"""What time alone makes due: a signature that does not come, a convention that ends."""

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from nqt.common.dates import add_months
from nqt.outbox.reminders import Reminder, rule
from partners.conventions.actions.life import running_until
from partners.conventions.actions.soliciting import subject_of
from partners.conventions.models import Convention, ConventionText, Life, Signatory
from partners.conventions.rules import CATCH_UP, ENDING_BEFORE, PEACE, UNSIGNED_AFTER
from partners.conventions.timeline import with_reminders
from partners.organizations.models.people import reader_time_zone


@rule("partners.conventions.unsigned")
def unsigned(now: datetime.datetime) -> Iterator[Reminder]:
    """The silent signatories, 7, 14 and 21 days after they were asked; never twice for one occasion.

    Whoever a colleague has just reminded by hand is left in peace for some days first.
    """
    awaited = Signatory.objects.awaited().filter(invited_at__lte=now - datetime.timedelta(days=UNSIGNED_AFTER[0]))
    today = timezone.localdate(now)
    asked = awaited.reachable().standing(today)
    lines = with_reminders(asked).annotate(zone=reader_time_zone(today, "contact__"))
    quiet = lines.filter(Q(reminded_at=None) | Q(reminded_at__lte=now - PEACE))
    for line in quiet.select_related("contact__user", "text__convention").iterator(chunk_size=500):
        silent = now - line.invited_at
        for days in UNSIGNED_AFTER:
            due = datetime.timedelta(days=days)
            if due <= silent < due + CATCH_UP:
                yield Reminder(
                    kind="partners.conventions.unsigned",
                    to=line.contact.email,
                    user=line.contact.user,
                    key=f"unsigned:{line.public_id}:{line.contact.public_id}:{line.link_round}-{days}",
                    context={
                        "signatory": str(line.public_id),
                        "round": line.link_round,
                        "subject": subject_of(line.text.convention),
                    },
                    time_zone=line.zone,
                )


@rule("partners.conventions.ending")
def ending(now: datetime.datetime) -> Iterator[Reminder]:
    """To whoever follows it: 90, 60 and 30 days before the end, and 15 days before the last day to give notice."""
    today = timezone.localdate(now)
    far = today + datetime.timedelta(days=max(ENDING_BEFORE))
    living = Convention.objects.in_life(Life.IN_FORCE, today).concluded()
    followed = living.filter(text__ends_on__isnull=False, owner__is_active=True).select_related("owner")
    distant = Q(text__renewal_months=None, text__notice_months=None, text__ends_on__gt=far)  # nothing is due yet
    for convention in followed.exclude(distant).iterator(chunk_size=500):
        for occasion, due, date in _occasions(convention.text, running_until(convention.text, today)):
            if due <= today < due + CATCH_UP:
                yield Reminder(
                    kind="partners.conventions.ending",
                    to=convention.owner.email,
                    user=convention.owner,
                    key=f"ending:{convention.public_id}:{convention.owner.public_id}:{occasion}-{date}",
                    context={
                        "convention": str(convention.public_id),
                        "occasion": occasion,
                        "on": date.isoformat(),
                        "subject": subject_of(convention),
                    },
                )


def _occasions(text: ConventionText, end: datetime.date) -> Iterator[tuple[str, datetime.date, datetime.date]]:
    """(name, day it is due, date spoken of), for the term that runs until `end`."""
    for days in ENDING_BEFORE:
        yield f"end{days}", end - datetime.timedelta(days=days), end
    if text.notice_months:
        last = add_months(end, -text.notice_months)
        yield "notice", last - datetime.timedelta(days=15), last
