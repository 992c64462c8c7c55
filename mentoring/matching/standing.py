"""The pairs of a run as they stand now, for whoever asks what another pair would cost.

The people, scores and policy are those of the run, from its record; places, refusals, prohibitions and who still waits
are of this moment. What is offered, accepted, pinned or made by hand keeps its place and does not move.
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone

from mentoring.matching.engine.exchanges import Change, Move, Standing
from mentoring.matching.engine.explain import Explainer, WhyNot
from mentoring.matching.engine.lists import scan
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.prices import Assignment
from mentoring.matching.engine.types import MOST_PLACES, Couple, Problem, Result
from mentoring.matching.loading import excluded_among, graduates_of
from mentoring.matching.models import MatchingRun, MatchProposal
from mentoring.matching.places import taken
from mentoring.matching.record import unpack
from mentoring.mentors.models import Mentor, MentorState
from nqt.common.errors import Conflict

NOTHING = Result(pairs=(), unmatched=(), score=0, load_cost=0, feasible=0)


@dataclass(frozen=True)
class Moved:
    """Keys of a graduate and of the mentors before and after, None for nobody; `score` of the pair after."""

    graduate: int
    before: int | None
    after: int | None
    score: int


@dataclass(frozen=True)
class Review:
    """One run, now. `standing` holds rows; whoever asks speaks in keys."""

    problem: Problem
    standing: Standing

    @classmethod
    def of(cls, run: MatchingRun) -> "Review":
        """A few statements whatever the size; raises `Conflict` for a run without record."""
        problem = _now(run)
        unread = list(run.proposals.unread().filter(is_pinned=False).values_list("graduate_id", "mentor_id", "score"))
        waiting = set(graduates_of(run.region, timezone.localdate()).values_list("pk", flat=True))
        feasible = scan(prepare(problem))
        ready = feasible.ready
        known = set(ready.graduates.ids.tolist()), set(ready.mentors.ids.tolist())
        made = [row for row in unread if row[0] in known[0] and row[1] in known[1]]
        g, m = ready.rows([Couple(graduate, mentor) for graduate, mentor, _score in made])
        mates, score = np.full(len(ready.graduates), -1), np.zeros(len(ready.graduates), dtype=np.int64)
        mates[g], score[g] = m, [points for _g, _m, points in made]
        movable = np.isin(ready.graduates.ids, np.array(sorted(waiting), dtype=np.int64))
        return cls(problem, Standing(feasible, Assignment(mates, score), movable))

    def change(self, graduate: int, mentor: int) -> Change | None:
        """What it takes to give this mentor to this graduate; None when no chain of exchanges does."""
        rows = self._rows(graduate, mentor)
        return None if rows is None else next(iter(self.standing.choices(rows[0], np.array([rows[1]]))), None)

    def mended(self, graduate: int, mentor: int) -> Change | None:
        """The best for a graduate who has nobody any more, and for the mentor's place."""
        rows = self._rows(graduate, mentor)
        return None if rows is None else self.standing.mend(*rows)

    def why_not(self, graduate: int, mentor: int) -> WhyNot | None:
        """The rule that keeps them apart, as things are; None when one of the two was not in the run."""
        if self._rows(graduate, mentor) is None:
            return None
        return Explainer(self.problem, NOTHING).why_not(Couple(graduate, mentor))

    def moved(self, change: Change) -> tuple[Moved, ...]:
        """A change in keys."""
        after = self.standing.apply(change)
        return tuple(self._moved(move, int(after.assignment.score[move.graduate])) for move in change.moves)

    def _moved(self, move: Move, score: int) -> Moved:
        ready = self.standing.feasible.ready
        before, at = (ready.mentors.ids[row].item() if row >= 0 else None for row in (move.before, move.after))
        return Moved(ready.graduates.ids[move.graduate].item(), before, at, score)

    def _rows(self, graduate: int, mentor: int) -> tuple[int, int] | None:
        ready = self.standing.feasible.ready
        if graduate not in ready.graduates.ids or mentor not in ready.mentors.ids:
            return None
        g, m = ready.rows([Couple(graduate, mentor)])
        return int(g[0]), int(m[0])


def _now(run: MatchingRun) -> Problem:
    """The run's problem with the places and prohibitions of this moment."""
    record = getattr(run, "record", None)
    if record is None:
        raise Conflict("Ce calcul n’a plus ses données : relancez-en un.")
    problem = unpack(record.inputs)
    cohort = problem.cohort
    keys = cohort.mentors.ids.tolist()
    places = dict(Mentor.objects.filter(pk__in=keys, state=MentorState.ACTIVE).values_list("pk", "capacity"))
    used = Counter(taken(keys))
    used.update(MatchProposal.objects.kept().unread().filter(mentor__in=keys).values_list("mentor_id", flat=True))
    capacity = [min(MOST_PLACES, max(0, places.get(pk, 0) - used[pk])) for pk in keys]
    is_here = np.array([pk in places for pk in keys], dtype=bool)
    mentors = replace(
        cohort.mentors,
        capacity=np.array(capacity, dtype=np.int64),
        available=cohort.mentors.available & is_here,
    )
    declined, vetoed = excluded_among(set(cohort.graduates.ids.tolist()), set(keys))
    return replace(problem, cohort=replace(cohort, mentors=mentors), declined=declined, vetoed=vetoed)
