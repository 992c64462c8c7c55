"""How things look: states, people, dates in words. Nothing here decides anything."""

import datetime
import re
import zlib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from rest_framework import serializers

from nqt.common.dates import MONTHS, french_day
from nqt.common.looks import PLAIN, Look, look_of
from nqt.door.templatetags.door import icon, sprite

register = template.Library()

_WORDS = (
    "aucune une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt"
).split()
_SHORT_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
_MONTH = re.compile("|".join(MONTHS))
_TINTS = "abcde"
UNSAID = frozenset({"public_id", "version", "actions"})
"""Fields for machines: never a line of a page."""


@register.filter
def initials(name: Any) -> str:
    """'CV' for Claire Vasseur, 'H1' for Habitat 17: what an avatar or an organization's window shows."""
    words = [word for word in str(name).replace("-", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def tint(name: Any) -> str:
    """One of five plaster tints, always the same for the same name."""
    return _TINTS[zlib.crc32(str(name).encode()) % len(_TINTS)]


@register.filter
def long_day(date: datetime.date | None) -> str:
    """'1er septembre 2015'; a moment is told as its day in the reader's time zone."""
    return french_day(_local(date)) if date else ""


@register.filter
def short_day(date: datetime.date | None) -> str:
    """'1er sept. 2015'."""
    if not date:
        return ""
    date = _local(date)
    return f"{'1er' if date.day == 1 else date.day} {_SHORT_MONTHS[date.month - 1]} {date.year}"


@register.filter
def short_words(words: Any) -> str:
    """'2 juil. 2015' for '2 juillet 2015': dates already in words, where there is little room."""
    return _MONTH.sub(lambda found: _SHORT_MONTHS[MONTHS.index(found[0])], str(words))


@register.filter
def moment(at: datetime.datetime | None) -> str:
    """'Lundi 20 juillet 2015, 11 h 42', in the reader's time zone."""
    if not at:
        return ""
    at = timezone.localtime(at)
    return f"{formats.date_format(at, 'l').capitalize()} {french_day(at)}, {at.hour} h {at.minute:02d}"


@register.filter
def weekday(date: datetime.date) -> str:
    """'jeudi 23 juillet', as one greets."""
    return f"{formats.date_format(date, 'l')} {'1er' if date.day == 1 else date.day} {formats.date_format(date, 'F')}"


@register.filter
def in_words(number: int) -> str:
    """'huit' for 8, agreed with a feminine noun; figures past twenty."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else formats.number_format(number)


@register.filter
def percent_of(part: int, whole: int) -> str:
    """For the width of a bar: '66.7', with a dot whatever the language, between 0 and 100."""
    return f"{min(100, 100 * part / whole):.1f}" if whole else "0"


@register.filter
def tone(cell: Any) -> str:
    """The tone of a state's word, where it is written without its badge."""
    return look_of(cell.label).tone


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> str:
    """A Django form's field in our clothes: sign-in pages have forms that are not the door's."""
    said = {"help": field.help_text, "error": field.errors}
    described = " ".join(f"{field.id_for_label}_{part}" for part, words in said.items() if words)
    ours: dict[str, Any] = {"class": "form-control", "placeholder": False, "aria-describedby": described or False}
    return field.as_widget(attrs={**ours, **attrs})


@register.simple_tag
def state(cell: Any) -> str:
    """The badge of a state: icon, word and tint. Takes a record's cell (`value` and `label`)."""
    return _badge(str(cell.label), look_of(cell.label))


@register.simple_tag
def value(cell: Any) -> str:
    """A field's value as a page says it: a dressed state as a badge, dates and numbers in French, nothing as a dash."""
    if _is_state(cell):
        return state(cell)
    words = short_words(cell) if hasattr(cell.field, "precision") else _words(cell.label)
    return words if words != "" else mark_safe('<span class="faint">–</span>')


@register.simple_tag
def window(name: str) -> str:
    """One small window of a storey: `signed`, `refused`…; its word stands beside it."""
    return _window(name, mark_safe(' aria-hidden="true"'))


@lru_cache
def _window(name: str, attributes: str = "") -> str:
    use = format_html('<use href="{}#window-{}"/>', sprite(), name)
    return format_html('<svg class="m m-{}"{}>{}</svg>', name, attributes, use)


@register.simple_tag
def windows(parties: Iterable[Any], field: str = "state") -> str:
    """A storey in a table's cell, a window a party; how many have signed is said in text after it."""
    panes = (_window(look_of(party[field].label).pane or "listed") for party in parties)  # hidden together
    return format_html('<span class="minis" aria-hidden="true">{}</span>', mark_safe("".join(panes)))  # noqa: S308 - windows alone


@register.simple_tag
def pane(cell: Any) -> str:
    """A party's window, as large as a thumb, with the icon of its state."""
    look = look_of(cell.label)
    return format_html('<span class="pane {}">{}</span>', look.pane or look.tone, icon(look.icon) if look.icon else "")


@register.simple_tag(takes_context=True)
def row(context: Context, record: Any, columns: Iterable[str]) -> str:
    """A table's row: the first column names it and leads to its page; the others carry their label for phones."""
    cells = record.cells(columns)
    resource = context["resource"]
    leads = context.get("leads", True) and resource.has_page()
    first = cells[0].label
    name = format_html('<a href="{}">{}</a>', resource.url("detail", record), first) if leads else first
    head = format_html('<th scope="row" role="rowheader">{}</th>', name)
    return head + format_html_join("", '<td role="cell" data-l="{}"{}>{}</td>', map(_cell, cells[1:]))


@register.filter
def named(headers: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """One header, or one act, among all: for a page that gives each its own place; None when it is not there."""
    return next((header for header in headers if header["name"] == name), None)


@register.filter
def where(records: Iterable[Any], condition: str) -> list[Any]:
    """`parties|where:"state=late refused"`: the records whose field has one of these values."""
    name, _, wanted = condition.partition("=")
    return [record for record in records if str(record[name].value) in wanted.split()]


@register.filter
def facts(record: Any) -> list[Any]:
    """The fields worth a line: not what the machinery needs, nor what the head of the page already shows."""
    return [cell for cell in record.cells() if cell.key not in UNSAID and not _is_state(cell)]


@register.inclusion_tag("components/states.html")
def states(record: Any) -> dict[str, Any]:
    """The states of a record, beside its title."""
    return {"cells": [cell for cell in record.cells() if _is_state(cell)]}


@lru_cache(maxsize=512)
def _badge(word: str, look: Look) -> str:
    sign = icon(look.icon) if look.icon else ""
    return format_html('<span class="st {}">{}{}</span>', look.tone, sign, capfirst(word))


def _is_state(cell: Any) -> bool:
    """A word with a look: a town called “draft” has none."""
    return look_of(cell.label) is not PLAIN


def _cell(cell: Any) -> tuple[str, str, str]:
    kind = ""
    if isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool):
        kind = "num"
    elif isinstance(cell.value, datetime.date):
        kind = "nowrap"
    elif _is_state(cell):
        kind = "plain"
    elif isinstance(cell.field, serializers.EmailField):
        kind = "address"
    return capfirst(str(cell.name)), format_html(' class="{}"', kind) if kind else "", value(cell)


def _words(said: Any) -> Any:
    if isinstance(said, datetime.datetime):
        return moment(said)
    if isinstance(said, datetime.date):
        return short_day(said)
    return formats.number_format(said, use_l10n=True) if isinstance(said, int | Decimal) else said


def _local(date: datetime.date) -> datetime.date:
    return timezone.localtime(date) if isinstance(date, datetime.datetime) else date


@register.filter
def before_colon(label: str) -> str:
    """'Bac+3', of 'Bac+3 : licence, BUT'."""
    return str(label).partition(" : ")[0]


@register.filter
def after_colon(label: str) -> str:
    """'licence, BUT', of 'Bac+3 : licence, BUT'; nothing without a colon."""
    return str(label).partition(" : ")[2]
