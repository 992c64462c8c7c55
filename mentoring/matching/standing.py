"""The pairs of a run as they stand now, for whoever asks what another pair would cost.

People, places, refusals and prohibitions are of this moment, the policy is the run's. What is offered, accepted, pinned
or made by hand keeps its place and does not move.
"""

from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from mentoring.matching.engine.exchanges import Change, Move, Standing
from mentoring.matching.engine.explain import Explainer, WhyNot
from mentoring.matching.engine.lists import scan
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.prices import Assignment
from mentoring.matching.engine.scoring import scores
from mentoring.matching.engine.types import Couple, Problem
from mentoring.matching.loading import load
from mentoring.matching.models import MatchingRun
from mentoring.matching.policy import as_engine
from mentoring.proposals.models import MatchProposal


@dataclass(frozen=True)
class Moved:
    """Keys of a graduate and of the mentors before and after, None for nobody."""

    graduate: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Review:
    """One run, now. `standing` holds rows; whoever asks speaks in keys."""

    problem: Problem
    standing: Standing

    @classmethod
    def of(cls, run: MatchingRun) -> "Review":
        """A score of statements whatever the size."""
        problem = load(run.region, as_engine(run.policy), timezone.localdate()).problem
        feasible = scan(prepare(problem))
        ready = feasible.ready
        ours, theirs = set(ready.graduates.ids.tolist()), set(ready.mentors.ids.tolist())
        unread = MatchProposal.objects.unread().filter(run__isnull=False, is_pinned=False).order_by("pk")
        rows = unread.values_list("graduate_id", "mentor_id")
        made = [Couple(graduate, mentor) for graduate, mentor in rows if graduate in ours and mentor in theirs]
        g, m = ready.rows(made)
        mates, score = np.full(len(ready.graduates), -1), np.zeros(len(ready.graduates), dtype=np.int64)
        mates[g], score[g] = m, scores(ready, g, m)
        return cls(problem, Standing(feasible, Assignment(mates, score), np.ones(len(mates), dtype=bool)))

    def change(self, graduate: int, mentor: int) -> Change | None:
        """What it takes to give this mentor to this graduate; None when no chain of exchanges does."""
        rows = self._rows(graduate, mentor)
        return None if rows is None else next(iter(self.standing.choices(rows[0], np.array([rows[1]]))), None)

    def mended(self, graduate: int, mentor: int) -> Change | None:
        """The best for a graduate who has nobody any more, and for the mentor's place if she still has one."""
        rows = self._rows(graduate, mentor)
        if rows is not None:
            return self.standing.mend(*rows)
        ready = self.standing.feasible.ready
        alone = np.flatnonzero(ready.graduates.ids == graduate)
        return self.standing.best(int(alone[0])) if len(alone) else None

    def why_not(self, graduate: int, mentor: int) -> WhyNot | None:
        """The rule that keeps them apart, as things are; None when one of the two was not in the run."""
        if self._rows(graduate, mentor) is None:
            return None
        return Explainer(self.problem).why_not(Couple(graduate, mentor))

    def moved(self, change: Change) -> tuple[Moved, ...]:
        """A change in keys."""
        return tuple(self._moved(move) for move in change.moves)

    def _moved(self, move: Move) -> Moved:
        ready = self.standing.feasible.ready
        before, at = (ready.mentors.ids[row].item() if row >= 0 else None for row in (move.before, move.after))
        return Moved(ready.graduates.ids[move.graduate].item(), before, at)

    def _rows(self, graduate: int, mentor: int) -> tuple[int, int] | None:
        ready = self.standing.feasible.ready
        if graduate not in ready.graduates.ids or mentor not in ready.mentors.ids:
            return None
        g, m = ready.rows([Couple(graduate, mentor)])
        return int(g[0]), int(m[0])
