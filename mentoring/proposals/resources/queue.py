"""The proposals of a run, read one after the other: those around the one on the page, and ways to narrow them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.actor import Actor
from nqt.door.lists.queue import Queue

BEFORE, AFTER = 8, 24
"""Rows shown around the one that is read."""
PLACES = 6
"""Departments offered at once."""
RUN = MatchProposal._meta.get_field("run").related_model
"""Its room stands above."""


def to_read_of(proposal: MatchProposal, actor: Actor) -> dict[str, str]:
    """What is to be read of the same run; all that is to be read, for whoever does not see the run, and by hand."""
    is_seen = proposal.run_id is not None and RUN.objects.visible_to(actor).filter(pk=proposal.run_id).exists()
    run = {"run": str(proposal.run.public_id)} if is_seen else {}
    return {**run, "state": str(ProposalState.PROPOSED)}


class RunQueue(Queue):
    """With the names of those around, and what narrows them."""

    def beyond(self, wanted: int, *, backward: bool = False, rows: QuerySet | None = None) -> list[MatchProposal]:
        """With both people, who are named."""
        rows = (self.rows if rows is None else rows).select_related("graduate", "mentor")
        return super().beyond(wanted, backward=backward, rows=rows)

    @cached_property
    def _after(self) -> list[MatchProposal]:
        return self.beyond(AFTER)

    @cached_property
    def _before(self) -> list[MatchProposal]:
        return self.beyond(BEFORE, backward=True)

    @cached_property
    def following(self) -> MatchProposal | None:
        """The next, else the first."""
        return next(iter(self._after), None) or self.first_of(self.rows.exclude(pk=self.current.pk))

    @cached_property
    def previous(self) -> MatchProposal | None:
        """The one before."""
        return next(iter(self._before), None)

    @property
    def links(self) -> Iterator[tuple[MatchProposal, str]]:
        """Those before, the one that is read, those after, each with its address."""
        here = [self.current] if self.is_here else []
        return ((one, self.url(one)) for one in [*reversed(self._before), *here, *self._after])

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """Ways to narrow what is left of the run: label, how many, the first of them, whether it is chosen."""
        base = self.resource.read_around(self.current)
        if "run" not in base:
            return []
        rows = self.resource.get_queryset().filter(self.resource.awaits, run=self.current.run_id)
        places = rows.values("graduate__department", "graduate__department__public_id", "graduate__department__name")
        counted = list(places.annotate(n=Count("pk")).order_by("-n", "graduate__department__name")[:PLACES])
        narrower = self.resource.narrower()
        counts = rows.aggregate(everything=Count("pk"), **{key: Count("pk", filter=by) for key, _label, by in narrower})
        groups = [("Toutes", counts["everything"], {}, Q())]
        for one in counted:
            if one["graduate__department__name"]:
                chosen = {"department": str(one["graduate__department__public_id"])}
                by = Q(graduate__department=one["graduate__department"])
                groups.append((one["graduate__department__name"], one["n"], chosen, by))
        groups += [(label, counts[key], {"only": key}, by) for key, label, by in narrower if counts[key]]
        return [
            {
                "label": label,
                "count": number,
                "url": self._first_url(rows.filter(by), base | chosen),
                "is_chosen": base | chosen == {k: v for k, v in self.asked.items() if k != "sort"},
            }
            for label, number, chosen, by in groups
        ]

    def _first_url(self, rows: QuerySet[MatchProposal], asked: dict[str, str]) -> str:
        first = self.first_of(rows) or self.current
        kept = {"sort": self.asked["sort"]} if "sort" in self.asked else {}
        return f"{self.resource.url('detail', first)}?{urlencode(asked | kept)}"
