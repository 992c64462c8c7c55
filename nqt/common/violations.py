"""A named database constraint speaks French.

PostgreSQL settles the race; the constraint's name brings back its sentence. After `itou/utils/db.py` of les-emplois.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError

from nqt.common.errors import Conflict, Invalid, Refusal

FOREIGN_KEY_VIOLATION = "23503"

M = TypeVar("M", bound=models.Model)


class Violation(Invalid):
    """A named constraint refused the row; `code` is the constraint's name."""


class Cited(Conflict):
    """Other rows refer to this one: it stays."""

    code = "cited"
    message = "D’autres fiches s’y réfèrent : elle ne peut pas être supprimée."


class Parted(Conflict):
    """A row that this one refers to, or that refers to it, came or went meanwhile."""

    code = "parted"
    message = "Une fiche liée a changé entre-temps. Rechargez la page, puis recommencez."


def violation_of(error: IntegrityError) -> Refusal:
    """The typed, worded form of a database refusal."""
    if isinstance(error, ProtectedError | RestrictedError):
        return Cited()
    if getattr(error.__cause__, "pgcode", None) == FOREIGN_KEY_VIOLATION:
        return Parted()
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "constraint"
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                message = str(constraint.violation_error_message)
                return Violation(message, code=name, fields=dict.fromkeys(_field_of(constraint), message))
    return Violation(code=name)


def _field_of(constraint: models.BaseConstraint) -> list[str]:
    """The column to mend, alone in its list: the last one of a key, the first one that a rule is written with."""
    if fields := getattr(constraint, "fields", ()):
        return [name for name in fields if name != "public_id"][-1:]
    if isinstance(constraint, models.CheckConstraint):
        return list(_columns(constraint.condition))[:1]
    expressions = constraint.expressions if isinstance(constraint, models.UniqueConstraint) else ()
    return [name for expression in expressions for name in _columns(expression)][:1]


def _columns(part: Any) -> Iterator[str]:
    """The columns of a condition or an expression, as they are written."""
    if isinstance(part, models.Q):
        for child in part.children:
            yield from _columns(child)
    elif isinstance(part, tuple):
        yield part[0].split("__")[0]
    elif isinstance(part, models.F):
        yield part.name  # type: ignore[attr-defined]
    else:
        for source in part.get_source_expressions():
            yield from _columns(source)


@contextmanager
def named_violations() -> Iterator[None]:
    """Run in a savepoint; a violated constraint becomes its `Refusal`, and the transaction lives on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise violation_of(error) from error


def store(row: M) -> M:
    """Check the columns and save; a wrong value or a violated constraint is a refusal that says which field."""
    try:
        row.clean_fields()
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid(next(iter(fields.values())), fields=fields) from None
    with named_violations():
        row.save()
    return row
