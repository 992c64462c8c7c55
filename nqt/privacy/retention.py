"""The daily purge: every term that a `privacy.py` declares is carried out, and nothing else is.

Files of people first (`End.FORGOTTEN`: by the rooms' own erasers, one file a transaction), then accounts that nothing
needs, then words (`EMPTIED`), then rows that no figure counts (`DELETED`), in batches. It may stop after any of them
and go on later; of two at once one leaves: the row of the day is the lock. Logs and that row say numbers alone.
"""

import datetime
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.hats import granted
from nqt.accounts.models import User
from nqt.audit.context import acting
from nqt.audit.models import TransitionLog
from nqt.common.errors import Refusal
from nqt.common.keeping import End, Term, entry_of, models_told
from nqt.outbox.models import Message
from nqt.privacy.erasing import Person, blank, forget, hold, obstacles, remove
from nqt.privacy.models import RetentionDay, RightsRequest
from nqt.privacy.subjects import files_at, hers_alone
from nqt.privacy.warning import is_warned, warn

logger = structlog.get_logger(__name__)

BATCH = 1_000
ENDS = (End.FORGOTTEN, End.EMPTIED, End.DELETED)


class OutOfTime(Exception):  # noqa: N818 (a pause, no error)
    """The budget is spent: the rest goes next time."""


class Busy(Exception):  # noqa: N818 (somebody else does it)
    """Another process holds the day."""


@dataclass(frozen=True)
class Step:
    """One term of one table."""

    model: type[models.Model]
    term: Term

    @property
    def label(self) -> str:
        """`mentoring.Meeting`."""
        return self.model._meta.label

    def waiting(self, now: datetime.datetime) -> models.QuerySet:
        """Rows whose term has passed and that still hold something."""
        rows = self.term.past(self.model, now)
        if self.term.end is not End.DELETED:
            rows = rows.filter(says_something(self.model))
        if self.term.end is End.FORGOTTEN:
            rows = unneeded(rows, now) if self.model is User else undisputed(rows)
        return rows


@dataclass
class Purged:
    """What one run did."""

    gone: Counter[str] = field(default_factory=Counter)
    told: int = 0
    held: int = 0
    is_over: bool = False


def steps() -> list[Step]:
    """All terms of the house, in the order of the purge."""
    found = [Step(model, term) for model, entry in models_told() for term in entry.terms]
    return sorted(found, key=lambda step: (ENDS.index(step.term.end), step.model is User))


def foreseen(now: datetime.datetime) -> Iterator[tuple[Step, int]]:
    """How many rows of each step would go: what `apply_retention --dry-run` says."""
    for step in steps():
        rows = step.waiting(now)
        if step.term.end is not End.FORGOTTEN:
            yield step, rows.count()
        else:
            yield step, sum(_may_go(row, step.term, now) for row in rows.order_by("pk").iterator())


def purge(*, now: datetime.datetime, budget: float | None = None) -> Purged:
    """Carry out all that is due, for `budget` seconds at most; safe to repeat, to interrupt, to run twice at once."""
    until = time.monotonic() + budget if budget else None
    day = RetentionDay.objects.get_or_create(day=timezone.localdate(now))[0]
    done = Purged()
    try:
        with acting(Actor.system("privacy.retention")):
            for step in steps():
                warned = warn(step.model, step.term, now) if step.term.notice else 0
                done.told += warned
                _carry_out(step, day, done, now, until)
    except (OutOfTime, Busy):
        return done
    finally:
        RetentionDay.objects.filter(pk=day.pk).update(told=models.F("told") + done.told, held=done.held)
    done.is_over = True
    RetentionDay.objects.filter(pk=day.pk).update(finished_at=timezone.now())
    logger.info("privacy.purged", gone=dict(done.gone), told=done.told, held=done.held)
    return done


def _carry_out(step: Step, day: RetentionDay, done: Purged, now: datetime.datetime, until: float | None) -> None:
    """One step, batch by batch; a file is a batch of its own."""
    last: Any = None
    size = 1 if step.term.end is End.FORGOTTEN else BATCH
    while True:
        if not _next(step.waiting(now), last, 1):
            return
        if until is not None and time.monotonic() > until:
            raise OutOfTime
        with transaction.atomic():
            mine = RetentionDay.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=day.pk).first()
            if mine is None:
                raise Busy
            keys = _next(step.waiting(now), last, size)
            if not keys:
                return
            last = keys[-1]
            gone = _end(step, keys, done, now)
            if gone:
                done.gone[step.label] += gone
                mine.gone[step.label] = mine.gone.get(step.label, 0) + gone
                mine.save(update_fields=["gone"])


def _next(rows: models.QuerySet, last: Any, size: int) -> list[Any]:
    rows = rows.order_by("pk") if last is None else rows.order_by("pk").filter(pk__gt=last)
    return list(rows.values_list("pk", flat=True)[:size])


def _end(step: Step, keys: list[Any], done: Purged, now: datetime.datetime) -> int:
    if step.term.end is End.FORGOTTEN:
        return _forget(step, keys[0], done, now)
    rows = step.model._base_manager.filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True)
    mine = step.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
    return remove(mine) if step.term.end is End.DELETED else len(blank(mine))


def _forget(step: Step, key: Any, done: Purged, now: datetime.datetime) -> int:
    """One file, or one account; 0 when it is not yet told, or when something forbids it for now."""
    row = step.model._base_manager.get(pk=key)
    if not _may_go(row, step.term, now):
        return 0
    person = hers_alone(Person.of(row)) if isinstance(row, User) else Person.alone(row)
    try:
        with transaction.atomic():
            hold(person)
            if obstacles(person) or not step.waiting(now).filter(pk=key).exists():
                done.held += 1
                return 0
            forget(person, Actor.system("privacy.retention"))
            if not isinstance(row, User):
                _forget_mails(row.email)
    except Refusal as refusal:
        done.held += 1
        logger.warning("privacy.purge_held", table=step.label, code=refusal.code)
        return 0
    return 1


def _may_go(row: Any, term: Term, now: datetime.datetime) -> bool:
    """An account that still wears a hat stays; whoever was promised a warning has had it."""
    if isinstance(row, User):
        return not granted(row, timezone.localdate(now))
    return is_warned(row, term, now)


def _forget_mails(address: str) -> None:
    """Lines of mails to an address that is nobody's any more."""
    if address and not any(files_at(address)) and not User.objects.filter(email__iexact=address).exists():
        Message.objects.addressed_to(address).delete()


def undisputed(rows: models.QuerySet) -> models.QuerySet:
    """Without files that are restricted (art. 18), or about which a request still waits for its answer."""
    label = rows.model._meta.label_lower
    open_ones = RightsRequest.objects.asked().filter(model=label) | RightsRequest.objects.restricting(label)
    return rows.exclude(public_id__in=open_ones.values("object_public_id"))


def unneeded(rows: models.QuerySet, now: datetime.datetime) -> models.QuerySet:
    """Accounts that no row of the house needs any more (`Entry.holds`)."""
    for model, entry in models_told():
        for key, after in (entry.holds or {}).items():
            needing = model._base_manager.filter(**{key: OuterRef("pk")})
            if any(one.name == "valid_until" for one in model._meta.concrete_fields):
                ended = after.before(now).date()
                needing = needing.filter(Q(valid_until=None) | Q(valid_until__gte=ended))
            rows = rows.filter(~Exists(needing))
    return rows


def says_something(model: type[models.Model]) -> Q:
    """Rows that hold more than their blanks, in the row itself, in its history or in the reasons of its steps."""
    blanks = entry_of(model).blanks or {}
    told = {name: value for name, value in blanks.items() if not (_is_computed(value) and _may_be_null(model, name))}
    steps_taken = TransitionLog.objects.filter(model=model._meta.label_lower, object_pk=OuterRef("pk"))
    found = Q(Exists(steps_taken.exclude(reason="")))
    if not told:
        return found
    found |= ~Q(**told)
    for events in set(getattr(model, "pgh_event_models", {}).values()):
        kept = {field.name for field in events._meta.get_fields()}
        blank_event = Q(**{name: value for name, value in told.items() if name in kept})
        found |= Q(Exists(events._base_manager.filter(pgh_obj_id=OuterRef("pk")).exclude(blank_event)))
    return found


def _is_computed(value: Any) -> bool:
    return hasattr(value, "resolve_expression")


def _may_be_null(model: type[models.Model], name: str) -> bool:
    return bool(model._meta.get_field(name).null)
