"""The filtered list as a file: streamed, with French dates and decimals, and no cell that a spreadsheet would run."""

import csv
import datetime
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
from nqt.door.records import Cell

FORMATS = ("csv",)
CHUNK = 2000
BOM = "\ufeff"
"""Excel takes a CSV without it for Windows-1252."""
_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
_CONTROL = ("\t", "\r", "\n")


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
    """The columns' names, then a row an object; the same fields and words as the page."""
    fields = {name: view.get_serializer().fields[name] for name in view.columns}
    yield [capfirst(str(field.label)) for field in fields.values()]
    for number, obj in enumerate(queryset.order_by("pk").iterator(chunk_size=CHUNK), start=1):
        if number % CHUNK == 0 and not still_worn(view.actor):
            raise Interrupted
        yield [_words(field, obj) for field in fields.values()]


class Interrupted(Exception):  # noqa: N818 (the file breaks off, and shows it)
    """Whoever asked for the file may not read it any more: the browser says that it did not arrive whole."""


def still_worn(actor: Actor) -> bool:
    """The hat that asked is still the person's; a file of thousands of rows outlasts a session that was ended."""
    if actor.user is None:
        return True
    person = User.objects.filter(pk=actor.user.pk).first()
    return any(hat.key == actor.hat_key for hat in hats_of(person, actor.audience))


def _words(field: Any, obj: Any) -> Any:
    try:
        value = field.get_attribute(obj)
    except SkipField:
        return ""
    return Cell(field, None if value is None else field.to_representation(value), obj).label


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
    if not isinstance(value, str) or isinstance(value, Number):
        return value
    runs = value.startswith(_CONTROL) or value.lstrip(" \u00a0\u202f\ufeff\t\r\n").startswith(_FORMULA)
    return f"'{value}" if runs else value
