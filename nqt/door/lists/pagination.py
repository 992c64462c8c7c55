"""Keyset pages on (sort, id), both ways, NULLs last; and a count that stops at ten thousand.

The bound is written `sort >= x AND (sort > x OR id > y)`: the redundant first part is what the index uses. At 100,000
rows that is 1.8 ms at any depth, against 8 to 22 ms for the plain OR and 30 to 107 ms for OFFSET.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework import exceptions
from rest_framework.request import Request

from nqt.common.sealing import InvalidToken, seal, unseal

CAP = 10_000
SIZE, LARGEST = 25, 100
PURPOSE = "nqt.door.cursor"
LONGEST_CURSOR = 4000


def _refused(name: str, sentence: str, code: str) -> exceptions.ValidationError:
    return exceptions.ValidationError({name: [exceptions.ErrorDetail(sentence, code)]})


@dataclass(frozen=True)
class Sort:
    """An allowed order: `-signed` is the column `signed_on`, latest first."""

    name: str
    key: str
    path: str
    descending: bool

    @classmethod
    def asked(cls, request: Request, sorts: dict[str, str], default: str) -> "Sort":
        """The order in the address, or the default; another word is refused, naming the allowed ones."""
        name = request.query_params.get("sort") or default
        key = name.removeprefix("-")
        if key not in sorts:
            raise _refused("sort", f"Tri inconnu. Tris possibles : {', '.join(sorts)}.", "unknown_sort")
        return cls.named(name, sorts)

    @classmethod
    def named(cls, name: str, sorts: dict[str, str]) -> "Sort":
        """An order by its name."""
        key = name.removeprefix("-")
        return cls(name, key, sorts[key], name.startswith("-"))

    @property
    def order(self) -> OrderBy:
        """As `order_by` takes it; unknown values come last."""
        path = F(self.path)
        return path.desc(nulls_last=True) if self.descending else path.asc(nulls_last=True)


def column(model: type[models.Model], path: str) -> tuple[models.Field, bool]:
    """The last field of a path, and whether something on the way may be NULL."""
    nullable = False
    field: Any = None
    for part in path.split("__"):
        field = model._meta.get_field(part)
        nullable = nullable or field.null
        model = field.related_model
    return field, nullable


def value_at(row: Any, path: str) -> Any:
    """The value that sorts a row."""
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row


class Cursors:
    """Places in a list: sealed, since the value that sorts a row may be one that its reader never sees.

    A place is bound to the list, its order and its filters: elsewhere it would point to nothing.
    """

    def __init__(self, model: type[models.Model], sort: Sort, bound_to: str) -> None:
        self.sort = sort
        self.field, self.nullable = column(model, sort.path)
        self.bond = hashlib.sha256(f"{sort.name}|{bound_to}".encode()).hexdigest()[:16]

    def write(self, row: Any) -> str:
        """The place of a row."""
        value = value_at(row, self.sort.path)
        return seal(json.dumps([self.bond, None if value is None else str(value), row.pk]), purpose=PURPOSE)

    def read(self, text: str) -> tuple[Any, int]:
        """The place a cursor points to; forged, or made for another order or other filters: 400."""
        try:
            bond, value, pk = json.loads(unseal(text[:LONGEST_CURSOR], purpose=PURPOSE))
            if bond == self.bond:
                return (None if value is None else self.field.to_python(value)), pk
        except (InvalidToken, ValueError, DjangoValidationError):
            pass
        raise _refused("after", "Cette page n’existe plus : reprenez la liste au début.", "cursor")

    def asked(self, request: Request) -> tuple[bool, tuple[Any, int] | None]:
        """Whether the page before is asked for, and the place it starts from."""
        after, before = (request.query_params.get(name) for name in ("after", "before"))
        if after and before:
            raise _refused("after", "Une page suit ou précède, pas les deux.", "cursor")
        return bool(before), self.read(before or after) if before or after else None


def check_paging(request: Request, cursors: Cursors) -> None:
    """What a page of the list would refuse, for the answers that have no pages."""
    _size(request)
    cursors.asked(request)


@dataclass(frozen=True)
class Walk:
    """Rows in an order, from a place on and without it, forward or backward.

    Two segments, values then NULLs, so that each stays one range of its index.
    """

    queryset: QuerySet
    sort: Sort
    nullable: bool
    position: tuple[Any, int] | None = None
    backward: bool = False

    def take(self, wanted: int) -> list[Any]:
        """The first ones; at most one more statement."""
        rows: list[Any] = []
        for segment in self._segments():
            if len(rows) < wanted:
                rows += segment[: wanted - len(rows)]
        return rows

    def _segments(self) -> list[QuerySet]:
        path, down = self.sort.path, self.sort.descending != self.backward
        toward, by_id = ("lt", "-pk") if down else ("gt", "pk")
        values = self.queryset.order_by(F(path).desc() if down else F(path).asc(), by_id)
        if not self.nullable:
            return [self._beyond(values, path, toward) if self.position else values]
        nulls = self.queryset.filter(**{f"{path}__isnull": True}).order_by(by_id)
        values = values.filter(**{f"{path}__isnull": False})
        if self.position is None:
            return [values, nulls]
        value, pk = self.position
        if value is None:
            nulls = nulls.filter(**{f"pk__{toward}": pk})
            return [nulls, values] if self.backward else [nulls]
        values = self._beyond(values, path, toward)
        return [values] if self.backward else [values, nulls]

    def _beyond(self, rows: QuerySet, path: str, toward: str) -> QuerySet:
        value, pk = self.position or (None, 0)
        further = Q(**{f"{path}__{toward}": value}) | Q(**{f"pk__{toward}": pk})
        return rows.filter(further, **{f"{path}__{toward}e": value})


class Keyset:
    """One page of a list: `rows`, and what is needed to say where it stands."""

    def __init__(self, request: Request, queryset: QuerySet, cursors: Cursors) -> None:
        self.request, self.cursors = request, cursors
        self.size = _size(request)
        backward, position = cursors.asked(request)
        rows = Walk(queryset, cursors.sort, cursors.nullable, position, backward).take(self.size + 1)
        more, self.rows = len(rows) > self.size, rows[: self.size]
        if backward:
            self.rows.reverse()
        self.has_next = backward or more
        self.has_previous = more if backward else position is not None

    def _link(self, name: str, row: Any) -> str:
        query = self.request.query_params.copy()
        for parameter in ("after", "before"):
            query.pop(parameter, None)
        query[name] = self.cursors.write(row)
        return f"{self.request.path}?{query.urlencode()}"

    @property
    def next(self) -> str | None:
        """The address of the following page."""
        return self._link("after", self.rows[-1]) if self.rows and self.has_next else None

    @property
    def previous(self) -> str | None:
        """The address of the page before."""
        return self._link("before", self.rows[0]) if self.rows and self.has_previous else None


def capped_count(queryset: QuerySet) -> tuple[int, bool]:
    """How many rows, exactly up to 10,000; then that there are more. Counted without joins or order."""
    seen = queryset.order_by().values("pk")[: CAP + 1].count()
    return min(seen, CAP), seen > CAP


def _size(request: Request) -> int:
    """25 rows unless asked; never more than 100: a client that asks for more must not take a part for the whole."""
    raw = request.query_params.get("page_size")
    if raw is None:
        return SIZE
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and 0 < int(raw) <= LARGEST):
        raise _refused("page_size", f"La taille d’une page est un nombre de 1 à {LARGEST}.", "page_size")
    return int(raw)
