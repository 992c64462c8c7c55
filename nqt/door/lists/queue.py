"""Rows read one after the other: those around the one on the page, in the order and with the filters of their list."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from nqt.door.lists.filters import Narrowing
from nqt.door.lists.pagination import Walk, capped_count, column, value_at

PAGES = frozenset({"after", "before", "page_size"})
"""Parameters of a list that say nothing of which rows it has."""


class Queue:
    """What the address narrows; without parameters, what the resource says is read around this row.

    A parameter that nobody knows raises, as on the list.
    """

    def __init__(self, resource: Any, current: Any) -> None:
        self.resource, self.current = resource, current
        """The row that is read, as it stood when its page was opened: its place in the order is that one."""
        query = resource.request.query_params.items()
        asked = {name: value for name, value in query if value and name not in PAGES}
        self.asked: dict[str, str] = asked or resource.read_around(current)
        self.sort = resource.sort
        self.rows = Narrowing(resource, QueryDict(self.query)).apply()

    # -- where one is -------------------------------------------------------------------------------------------------
    @property
    def query(self) -> str:
        """As an address carries it."""
        return urlencode(self.asked)

    @cached_property
    def is_here(self) -> bool:
        """The row of the page is one of them."""
        return self.rows.filter(pk=self.current.pk).exists()

    @property
    def unread(self) -> QuerySet:
        """Those that wait to be read."""
        return self.rows.filter(self.resource.awaits)

    @cached_property
    def left(self) -> int:
        """How many wait to be read, this one with them; as everywhere, counting stops at ten thousand."""
        return capped_count(self.unread)[0]

    # -- the others ---------------------------------------------------------------------------------------------------
    def beyond(self, wanted: int, *, backward: bool = False, rows: QuerySet | None = None) -> list[Any]:
        """Those on one side of the current one, nearest first."""
        place = (value_at(self.current, self.sort.path), self.current.pk)
        return self._walk(self.rows if rows is None else rows, place, backward).take(wanted)

    def _walk(self, rows: QuerySet, place: tuple[Any, int] | None = None, backward: bool = False) -> Walk:
        _field, nullable = column(self.resource.model, self.sort.path)
        return Walk(rows, self.sort, nullable, place, backward)

    def first_of(self, rows: QuerySet) -> Any:
        """The first of some, in this order."""
        return next(iter(self._walk(rows).take(1)), None)

    @cached_property
    def following(self) -> Any:
        """The next one of the list."""
        return next(iter(self.beyond(1)), None)

    @cached_property
    def previous(self) -> Any:
        """The one before."""
        return next(iter(self.beyond(1, backward=True)), None)

    @property
    def next_unread(self) -> Any:
        """The next to read after this one, else the first."""
        rows = self.unread.exclude(pk=self.current.pk)
        return next(iter(self.beyond(1, rows=rows)), None) or self.first_of(rows)

    # -- addresses ----------------------------------------------------------------------------------------------------
    def url(self, row: Any) -> str:
        """Its page, within this queue."""
        return f"{self.resource.url('detail', row)}?{self.query}"

    @cached_property
    def following_url(self) -> str:
        """Empty at the end."""
        return self.url(self.following) if self.following else ""

    @cached_property
    def previous_url(self) -> str:
        """Empty at the start."""
        return self.url(self.previous) if self.previous else ""

    @property
    def list_url(self) -> str:
        """The list that is read."""
        return f"{self.resource.home_url()}?{self.query}"
