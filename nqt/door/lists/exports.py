"""The filtered list as a file: streamed, with French dates and decimals, and no cell that a spreadsheet would run.

A field whose value is a date gives the date; one that says more than a page's words (`file_labels`, `file_cells`) gives
several columns.
"""

import csv
import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from rest_framework import exceptions
from rest_framework.fields import SkipField

from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.common.typed import without_marks
from nqt.door.pages.records import Cell

FORMATS = ("csv",)
CHUNK = 2000
BOM = "\ufeff"
"""Excel takes a CSV without it for Windows-1252."""
_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "\u2212")
_CONTROL = ("\t", "\r", "\n")
_BEFORE = " \u00a0\u202f\u2009\t\r\n\"'“”„«‘’＂`"
"""What a spreadsheet takes off before it looks for a formula: blanks, and quotation marks of a careless import."""
_PHONE = re.compile(r"\+[1-9][0-9]{0,2}(?:[ \u00a0\u202f.-]?[0-9]){5,14}")
"""A number with its country: no formula, and an apostrophe would be taken for a part of it."""


def export(view: Any, queryset: QuerySet, fmt: str) -> StreamingHttpResponse:
    """The response; an unknown format is an unknown page."""
    if fmt not in FORMATS:
        raise exceptions.NotFound
    response = StreamingHttpResponse(_csv(view, queryset), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.basename}-{view.on.isoformat()}.csv"'
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def lines(view: Any, queryset: QuerySet) -> Iterator[list[Any]]:
    """The columns' names, then a row an object; the same fields and words as the page.

    A date known to the month or the year is a date all the same, and how much of it is known has the next column.
    """
    fields = {name: view.get_serializer().fields[name] for name in view.columns}
    yield [capfirst(label) for field in fields.values() for label in _labels(field)]
    for number, obj in enumerate(queryset.order_by(view.sort.order, "pk").iterator(chunk_size=CHUNK), start=1):
        if number % CHUNK == 0 and not still_worn(view.actor):
            raise Interrupted
        yield [cell for field in fields.values() for cell in _cells(field, obj)]


class Interrupted(Exception):  # noqa: N818 (the file breaks off, and shows it)
    """Whoever asked for the file may not read it any more: the browser says that it did not arrive whole."""


def still_worn(actor: Actor) -> bool:
    """The hat that asked is still the person's; a file of thousands of rows outlasts a session that was ended."""
    if actor.user is None:
        return True
    person = User.objects.filter(pk=actor.user.pk).first()
    return any(hat.key == actor.hat_key for hat in hats_of(person, actor.audience))


def _labels(field: Any) -> list[str]:
    return field.file_labels() if hasattr(field, "file_labels") else [str(field.label)]


def _cells(field: Any, obj: Any) -> list[Any]:
    try:
        value = field.get_attribute(obj)
    except SkipField:
        return [""] * len(_labels(field))
    value = None if value is None else field.to_representation(value)
    if hasattr(field, "file_cells"):
        return field.file_cells(value, obj)
    return [value if isinstance(value, datetime.date) else Cell(field, value, obj).label]


def _csv(view: Any, queryset: QuerySet) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield BOM.encode()
    for line in lines(view, queryset):
        yield writer.writerow([neutral(french(value)) for value in line]).encode()


class _Echo:
    """`csv.writer` hands each line back instead of writing it."""

    def write(self, text: str) -> str:
        return text


def french(value: Any) -> Any:
    """A date as 23/07/2015, a decimal with its comma."""
    if isinstance(value, Decimal):
        return Number(str(value).replace(".", ","))
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, datetime.date) else value


class Number(str):
    """A figure, whose sign is no formula."""


def neutral(value: Any) -> Any:
    """Text that a spreadsheet would run is preceded by an apostrophe (OWASP, CSV injection)."""
    if not isinstance(value, str) or isinstance(value, Number) or _PHONE.fullmatch(value):
        return value
    runs = value.startswith(_CONTROL) or without_marks(value).lstrip(_BEFORE).startswith(_FORMULA)
    return f"'{value}" if runs else value
