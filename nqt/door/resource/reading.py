"""How a resource is read: its list, one object, the suggestions of a reference's box, the export."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.utils.functional import cached_property
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.audit import access
from nqt.door.forms.fields import TEXT_SUFFIX
from nqt.door.lists.exports import export
from nqt.door.lists.filterbar import Filters
from nqt.door.lists.filters import Narrowing
from nqt.door.lists.pagination import Cursors, Keyset, Sort, capped_count, check_paging
from nqt.door.lists.searching import found, label_of
from nqt.door.resource.paged import Paged
from nqt.door.resource.panel import panels_of

SUGGESTIONS = 10
HIDDEN = "***"
"""In the access log, in the place of what was typed to find somebody."""


def name_of_list(request: Request) -> str:
    """The list and its filters, for the access log; words that were typed may be a name, and are not kept."""
    asked = [
        (name, HIDDEN if name == "search" or name.endswith(TEXT_SUFFIX) else value)
        for name, values in request.query_params.lists()
        for value in values
    ]
    return f"{request.path}?{urlencode(asked, safe='*')}" if asked else request.path


class Reading(Paged):
    """The part of a resource that answers GET."""

    @cached_property
    def narrowing(self) -> Narrowing:
        """The parameters of this list."""
        return Narrowing(self)

    @cached_property
    def sort(self) -> Sort:
        """The order of this list."""
        return Sort.asked(self.request, self.sorts, self.default_sort)

    @cached_property
    def cursors(self) -> Cursors:
        """Places in this list, in this order and with these filters."""
        here = self.url("list") if self.offers("list") else self.request.path
        return Cursors(self.model, self.sort, f"{here}|{self.narrowing.fingerprint}")

    def headers_of_columns(self) -> list[dict[str, Any]]:
        """`[{name, label, url, sorted}]`: a column that sorts has the address of the other order."""
        fields = self.fields_shown
        by_path = {path: key for key, path in self.sorts.items()}
        headers = []
        for name in self.columns:
            field = fields[name]
            key = name if name in self.sorts else by_path.get((field.source or name).replace(".", "__"))
            headers.append({"name": name, "label": str(field.label), **self._order_of(key)})
        return headers

    def _order_of(self, key: str | None) -> dict[str, str | None]:
        if key is None:
            return {"url": None, "sorted": None}
        mine = key == self.sort.key
        query = self.request.query_params.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query["sort"] = f"-{key}" if mine and not self.sort.descending else key
        way = "descending" if self.sort.descending else "ascending"
        return {"url": f"{self.request.path}?{query.urlencode()}", "sorted": way if mine else None}

    def whole(self) -> QuerySet:
        """The rows of every page; an address that the list would refuse is refused here too."""
        rows = self.narrowing.apply()
        check_paging(self.request, self.cursors)
        return rows

    def searched(self, queryset: QuerySet, words: str) -> QuerySet:
        """The rows with these words; to override where the model's search reads more than this audience does."""
        return found(queryset, words)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of what the actor may see, filtered."""
        if self.door == "pages" and self.narrowing.errors:
            return self.unanswered()
        rows = self.narrowing.apply()
        page = Keyset(request, self.decorated(rows), self.cursors)
        count, capped = capped_count(rows)
        data = {
            "count": count,
            "count_capped": capped,
            "next": page.next,
            "previous": page.previous,
            "results": self.get_serializer(page.rows, many=True).data,
        }
        return Response({**data, **self.list_context()} if self.door == "pages" else data)

    def unanswered(self) -> Response:
        """400: the list keeps its place and its filters, one of which is to be corrected."""
        rows = self.get_serializer([], many=True).data
        nothing = {"count": 0, "count_capped": False, "next": None, "previous": None, "results": rows}
        return Response({**nothing, **self.list_context()}, status=400)

    def suggest(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The first answers to what is being typed in a reference's box."""
        rows = self.likeliest_first(self.whole())[:SUGGESTIONS]
        found = [
            {"id": str(self.identify(row)), "label": label_of(row), "text": str(row)} for row in self.decorated(rows)
        ]
        return Response({"suggestions": found})

    def likeliest_first(self, rows: QuerySet) -> QuerySet:
        """The order of suggestions; to override where some rows are meant more often than others."""
        return rows.order_by(self.default_order, "pk")

    def export(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The filtered list, whole; who took it is written down."""
        rows = self.whole()
        response = export(self, self.decorated(rows), kwargs["fmt"])
        access.record(self.actor, access.EXPORT, name_of_list(request), count=rows.count())
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        if self.personal:
            access.record(self.actor, access.READ, obj)
        data = self.get_serializer(obj).data
        if self.door == "pages":
            return Response({"record": data, **self.detail_context(obj)})
        return Response(data, headers=self.etag(obj))

    @property
    def default_order(self) -> OrderBy:
        """The default sort as `order_by` takes it."""
        return Sort.named(self.default_sort, self.sorts).order

    def etag(self, obj: Any) -> dict[str, str]:
        """The version a writer must show back."""
        return {"ETag": f'"{obj.version}"'} if self.versioned else {}

    # -- what pages add -------------------------------------------------------------------------------------------
    def list_context(self) -> dict[str, Any]:
        """Filters and order as the page shows them."""
        return {"filters": Filters(self.narrowing), "sort": self.sort, "headers": self.headers_of_columns()}

    def detail_context(self, obj: Any) -> dict[str, Any]:
        """What surrounds an object: its version for the buttons, where to change it, other features' panels."""
        links = {
            "edit": self.url("edit", obj) if self.can_write("update", obj) else None,
            "delete": self.url("delete", obj) if self.can_write("destroy", obj) else None,
        }
        return {"version": getattr(obj, "version", None), "links": links, "panels": panels_of(self, obj)}
