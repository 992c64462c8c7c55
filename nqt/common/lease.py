"""Who holds a row of due work: it is leased, and no lock is kept while the work is done.

A worker takes the row out of everybody's hands for a while, renews the lease at each step that matters, and gives the
row back with what became of it. One that is killed loses the lease, and the next sweep finds the row due again.
"""

import datetime
import os
import socket
import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LostLease(Exception):
    """The lease had passed, and the row may be another worker's."""


class LeasedQuerySet(models.QuerySet[Any]):
    """Adjectives of rows that a worker holds for a while."""

    def abandoned(self, now: datetime.datetime | None = None) -> Q:
        """Held under a lease that has passed: a worker died. By the real clock unless told otherwise."""
        return Q(state=self.model.HELD, lease_until__lte=now or timezone.now())

    def held_by(self, row: Any) -> Self:
        """The row, while it is still that worker's."""
        return self.filter(pk=row.pk, claimed_by=row.claimed_by, state=self.model.HELD)

    def free(self, pk: int) -> Any:
        """One row locked, of these; None when another has it. The caller owns the transaction."""
        return self.filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()


class Leased(models.Model):
    """A row that waits, is held, then is over: `state`, declared by the table, is `HELD` meanwhile."""

    HELD: ClassVar[str]

    attempts = models.PositiveSmallIntegerField("essais", default=0)
    claimed_by = models.CharField("réservé par", max_length=120, blank=True)
    lease_until = models.DateTimeField("réservé jusqu’au", null=True, blank=True)

    class Meta:
        abstract = True

    def take(self, length: datetime.timedelta) -> None:
        """Ours, under a name that no other process has; the caller saves."""
        self.state = self.HELD
        self.attempts += 1
        self.claimed_by = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        self.lease_until = timezone.now() + length

    def give_back(self) -> None:
        """Nobody's; the caller writes what became of it, and saves."""
        self.claimed_by, self.lease_until = "", None


GIVEN_BACK: dict[str, Any] = {"claimed_by": "", "lease_until": None}
"""The same for an `update`."""
