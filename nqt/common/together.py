"""Several querysets read in one statement: a page that tells one story from ten tables asks the database once."""

from functools import reduce
from typing import Any

from django.db import models
from django.db.models import F, QuerySet

Keys = dict[type[models.Model], set[Any]]
Rows = dict[type[models.Model], dict[Any, Any]]
"""Of several tables: keys, and the rows of keys."""


def together(*querysets: QuerySet[Any]) -> list[list[Any]]:
    """The rows of each, in the order of their keys: instances as it would give them alone, `only` and annotations too.

    `select_related` does not count here, nor any order.
    """
    found: list[list[dict[str, Any]]] = [[] for _ in querysets]
    branches = [_branch(rank, rows) for rank, rows in enumerate(querysets)]
    for rank, facts in reduce(lambda one, other: one.union(other, all=True), branches):
        found[rank].append(facts)
    return [_instances(rows, facts) for rows, facts in zip(querysets, found, strict=True)]


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


class _Row(models.Func):
    """A row as one value: Django would write as many expressions as it has columns, on every page."""

    AT_ONCE = 40
    """PostgreSQL takes a hundred arguments."""

    def __init__(self, columns: list["models.Field[Any, Any]"], annotations: tuple[str, ...]) -> None:
        super().__init__(*map(F, annotations), output_field=models.JSONField())
        self.columns, self.annotations = columns, annotations

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        """`jsonb_build_object('name', its column…)`; decimals as text, since JSON has none."""
        quote = connection.ops.quote_name
        table = quote(compiler.query.get_initial_alias())
        pairs, params = [], []
        for column in self.columns:
            kept = "::text" if isinstance(column, models.DecimalField) else ""
            pairs.append(f"'{column.attname}', {table}.{quote(column.column)}{kept}")
        for name, expression in zip(self.annotations, self.get_source_expressions(), strict=True):
            sql, of_expression = compiler.compile(expression)
            pairs.append(f"'{name}', {sql}")
            params += of_expression
        parts = (pairs[first : first + self.AT_ONCE] for first in range(0, len(pairs), self.AT_ONCE))
        return " || ".join(f"jsonb_build_object({', '.join(part)})" for part in parts), params


def _branch(rank: int, rows: QuerySet[Any]) -> QuerySet[Any]:
    row = _Row(_columns(rows), tuple(rows.query.annotation_select))
    return rows.order_by().values_list(models.Value(rank, models.IntegerField()), row)


def _columns(rows: QuerySet[Any]) -> list["models.Field[Any, Any]"]:
    """Those that the queryset loads."""
    names, is_left_out = rows.query.deferred_loading
    return [
        column
        for column in rows.model._meta.concrete_fields
        if column.primary_key or (column.name in names or column.attname in names) is not is_left_out
    ]


def _instances(rows: QuerySet[Any], found: list[dict[str, Any]]) -> list[Any]:
    columns = _columns(rows)
    names, annotations = [column.attname for column in columns], rows.query.annotation_select
    instances = []
    for facts in found:
        values = [column.to_python(facts[column.attname]) for column in columns]
        instance = rows.model.from_db(rows.db, names, values)
        for name, expression in annotations.items():
            value = facts[name]
            setattr(instance, name, value if value is None else expression.output_field.to_python(value))
        instances.append(instance)
    return sorted(instances, key=lambda row: row.pk)
