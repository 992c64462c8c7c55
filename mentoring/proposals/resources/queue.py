"""Proposals read one after the other: those around the one on the page, in the order and with the filters asked."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import cached_property

from mentoring.proposals.models import MatchProposal, ProposalState

BEFORE, AFTER = 8, 24
"""Rows shown around the one that is read."""
PLACES = 6
"""Departments offered at once."""


class Queue:
    """What the address narrows; without parameters, what is to be read of the same run."""

    def __init__(self, resource: Any, current: MatchProposal) -> None:
        self.resource, self.current = resource, current
        asked = {name: value for name, value in resource.request.query_params.items() if value}
        run = {"run": str(current.run.public_id)} if current.run is not None else {}
        self.asked = asked or {**run, "state": str(ProposalState.PROPOSED)}
        self.rows: QuerySet[MatchProposal] = resource.narrowing.apply() if asked else self._unread_of_run
        """All that is to be read, in no order; a parameter that nobody knows raises here."""

    @property
    def query(self) -> str:
        """As an address carries it."""
        return urlencode(self.asked)

    @cached_property
    def _unread_of_run(self) -> QuerySet[MatchProposal]:
        seen = self.resource.get_queryset().filter(state=ProposalState.PROPOSED)
        return seen.filter(run=self.current.run_id)

    @cached_property
    def count(self) -> int:
        """How many are left."""
        return self.rows.count()

    @cached_property
    def shown(self) -> list[MatchProposal]:
        """Those before, the one that is read, those after."""
        here = [self.current] if self.rows.filter(pk=self.current.pk).exists() else []
        return [*reversed(self._beyond(forward=False)[:BEFORE]), *here, *self._beyond(forward=True)[:AFTER]]

    @cached_property
    def following(self) -> MatchProposal | None:
        """The next to read, else the first."""
        return self._beyond(forward=True).first() or self._ordered(self.rows.exclude(pk=self.current.pk)).first()

    @cached_property
    def previous(self) -> MatchProposal | None:
        """The one before."""
        return self._beyond(forward=False).first()

    def url(self, proposal: MatchProposal) -> str:
        """Its page, within this queue."""
        return f"{self.resource.url('detail', proposal)}?{self.query}"

    @property
    def links(self) -> Iterator[tuple[MatchProposal, str]]:
        """Each with its address."""
        return ((one, self.url(one)) for one in self.shown)

    @cached_property
    def following_url(self) -> str:
        """Empty at the end."""
        return self.url(self.following) if self.following else ""

    @cached_property
    def previous_url(self) -> str:
        """Empty at the start."""
        return self.url(self.previous) if self.previous else ""

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """Ways to narrow what is left of the run: label, how many, the first of them, whether it is chosen."""
        if self.current.run_id is None:
            return []
        base = {"run": str(self.current.run.public_id), "state": str(ProposalState.PROPOSED)}
        rows = self._unread_of_run
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
                "url": self._first_of(rows.filter(by), base | chosen),
                "is_chosen": base | chosen == {k: v for k, v in self.asked.items() if k != "sort"},
            }
            for label, number, chosen, by in groups
        ]

    def _first_of(self, rows: QuerySet[MatchProposal], asked: dict[str, str]) -> str:
        first = self._ordered(rows).first() or self.current
        kept = {"sort": self.asked["sort"]} if "sort" in self.asked else {}
        return f"{self.resource.url('detail', first)}?{urlencode(asked | kept)}"

    def _ordered(self, rows: QuerySet[MatchProposal], *, forward: bool = True) -> QuerySet[MatchProposal]:
        sort = self.resource.sort
        falling = sort.descending == forward
        path = F(sort.path)
        ordered = rows.order_by(path.desc() if falling else path.asc(), "-pk" if falling else "pk")
        return ordered.select_related("graduate", "mentor")

    def _beyond(self, *, forward: bool) -> QuerySet[MatchProposal]:
        """Those on one side of the current one, nearest first."""
        sort = self.resource.sort
        value, toward = getattr(self.current, sort.path), "lt" if sort.descending == forward else "gt"
        same = Q(**{sort.path: value}) & Q(**{f"pk__{toward}": self.current.pk})
        return self._ordered(self.rows.filter(Q(**{f"{sort.path}__{toward}": value}) | same), forward=forward)
