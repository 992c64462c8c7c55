"""Several querysets read in one statement: a page that tells one story from ten tables asks the database once."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

from django.db import models
from django.db.models import F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

Keys = dict[type[models.Model], set[Any]]
Rows = dict[type[models.Model], dict[Any, Any]]
"""Of several tables: keys, and the rows of keys."""


def together(*querysets: QuerySet[Any]) -> list[list[Any]]:
    """The rows of each, in the order of their keys: instances as it would give them alone, `only` and annotations too.

    `select_related` does not count here, nor any order.
    """
    found: list[list[Any]] = [[] for _ in querysets]
    branches = [_branch(rank, rows) for rank, rows in enumerate(querysets)]
    for rank, facts in reduce(lambda one, other: one.union(other, all=True), branches):
        found[rank].append(_instance(querysets[rank], facts))
    for rows in found:
        rows.sort(key=lambda row: row.pk)
    return found


def in_bulk(*asked: Keys) -> Rows:
    """The rows of these keys, table by table, in one statement; those that are gone are left out."""
    keys: Keys = {}
    for model, pks in (item for each in asked for item in each.items()):
        keys[model] = keys.get(model, set()) | set(pks) - {None}
    querysets = [model._base_manager.filter(pk__in=pks) for model, pks in keys.items() if pks]
    found: Rows = {model: {} for model in keys}
    for rows in together(*querysets) if querysets else []:
        for row in rows:
            found[type(row)][row.pk] = row
    return found


def _branch(rank: int, rows: QuerySet[Any]) -> QuerySet[Any]:
    columns = {column.attname: _said(column) for column in _columns(rows)}
    annotations = {name: F(name) for name in rows.query.annotation_select}
    return rows.order_by().values_list(Value(rank, IntegerField()), JSONObject(**columns, **annotations))


def _columns(rows: QuerySet[Any]) -> Iterator["models.Field[Any, Any]"]:
    """Those that the queryset loads."""
    names, is_left_out = rows.query.deferred_loading
    for column in rows.model._meta.concrete_fields:
        if column.primary_key or (column.name in names or column.attname in names) is not is_left_out:
            yield column


def _said(column: "models.Field[Any, Any]") -> Any:
    """As JSON keeps it whole: it has no decimals."""
    is_decimal = isinstance(column, models.DecimalField)
    return Cast(column.attname, TextField()) if is_decimal else F(column.attname)


def _instance(rows: QuerySet[Any], facts: dict[str, Any]) -> Any:
    columns = list(_columns(rows))
    values = [column.to_python(facts[column.attname]) for column in columns]
    instance = rows.model.from_db(rows.db, [column.attname for column in columns], values)
    for name, expression in rows.query.annotation_select.items():
        value = facts[name]
        setattr(instance, name, value if value is None else expression.output_field.to_python(value))
    return instance
