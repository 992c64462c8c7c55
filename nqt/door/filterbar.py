"""A list's parameters as its page shows them: the search box, the filters, and what is active as removable chips."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from nqt.common.dates import french_day
from nqt.door.asof import PARAMETER as AS_OF
from nqt.door.fields import TEXT_SUFFIX
from nqt.door.filters import SEARCH, Narrowing

LONGEST_LIST = 200
"""Parents in a drop-down list; past this many, declare `suggest`."""


class FilterField:
    """One filter as `door/list.html` needs it; a range is two of them."""

    def __init__(self, name: str, label: str, field: Any, value: Any) -> None:
        self.name, self.label, self.id = name, label, f"filter_{name}"
        self.value = "" if value is None else value
        self.options = [(key, word, self._is_chosen(key)) for key, word in _choices(field)]
        self.widget = _widget(field, bool(self.options))

    def _is_chosen(self, key: str) -> bool:
        return key in ([str(v) for v in self.value] if isinstance(self.value, list) else [str(self.value)])

    @property
    def words(self) -> str:
        """The value as a chip says it."""
        if self.options:
            return ", ".join(word for key, word, is_chosen in self.options if is_chosen and key)
        if self.widget == "date":
            return _french_date(self.value)
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that taking the filter off takes off."""
        return (self.name,)


class TypedFilterField(FilterField):
    """A reference found by typing."""

    def __init__(self, name: str, label: str, field: Any, value: Any, search_url: str) -> None:
        self.search_url, self._field = search_url, field
        super().__init__(name, label, forms.CharField(), value)
        self.widget = "autocomplete"

    @cached_property
    def text(self) -> str:
        """The words in the box."""
        row = self._field.queryset.filter(public_id=self.value).first() if self.value else None
        return "" if row is None else str(row)

    @property
    def words(self) -> str:
        """Those of the box."""
        return self.text

    @property
    def names(self) -> tuple[str, ...]:
        """The id and the words."""
        return self.name, self.name + TEXT_SUFFIX


class Filters:
    """The filter bar: the search box, the fields, and what is active, each with the address that takes it off."""

    def __init__(self, narrowing: Narrowing) -> None:
        self._resource, self._query = narrowing.resource, narrowing.query
        self.search_label = narrowing.resource.search
        self.search = narrowing.words
        self.fields = list(_fields(narrowing))

    @property
    def active(self) -> list[dict[str, str]]:
        """Chips: label, value in words, and the list without it."""
        chips = [{"label": "recherche", "value": self.search, "url": self._without(SEARCH)}] if self.search else []
        for field in self.fields:
            if field.value not in ("", []):
                chips.append({"label": field.label, "value": field.words, "url": self._without(*field.names)})
        return chips

    @property
    def clear_url(self) -> str:
        """The list without any filter, in the same order and as of the same day."""
        return self._without(SEARCH, *[name for field in self.fields for name in field.names])

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the bar's form carries along unseen."""
        return [(name, self._query[name]) for name in ("sort", "page_size", AS_OF) if self._query.get(name)]

    def _without(self, *names: str) -> str:
        query = self._query.copy()
        for name in (*names, "after", "before"):
            query.pop(name, None)
        path = self._resource.request.path
        return f"{path}?{query.urlencode()}" if query else path


def _fields(narrowing: Narrowing) -> Iterator[FilterField]:
    """The filterset's form, field by field, with the values of the address."""
    filterset, query = narrowing.filterset, narrowing.query
    for name, field in (filterset.form.fields if filterset is not None else {}).items():
        label, suggest = str(field.label or name), getattr(filterset.filters[name], "suggest", "")
        if suggest:
            url = reverse(f"pages:{narrowing.resource.audience}:{suggest}-suggestions")
            yield TypedFilterField(name, label, field, filterset.data.get(name), url)
        elif getattr(field.widget, "suffixes", ()):
            for part, suffix in zip(field.fields, field.widget.suffixes, strict=True):
                key = f"{name}_{suffix}"
                yield FilterField(key, f"{label} {_SUFFIXES.get(suffix, suffix)}", part, query.get(key))
        else:
            multiple = getattr(field.widget, "allow_multiple_selected", False)
            yield FilterField(name, label, field, query.getlist(name) if multiple else query.get(name))


def _choices(field: Any) -> list[tuple[str, str]]:
    """(value, word); of a reference the first rows only, in one statement."""
    if isinstance(field, forms.ModelChoiceField):
        rows = field.queryset[:LONGEST_LIST]
        return [("", ""), *((str(row.public_id), str(row)) for row in rows)]
    return [(str(key), str(word)) for key, word in getattr(field, "choices", ())]


_SUFFIXES = {"after": "à partir du", "before": "jusqu’au", "min": "au moins", "max": "au plus"}


def _widget(field: Any, has_options: bool) -> str:
    if has_options:
        return "multi" if getattr(field.widget, "allow_multiple_selected", False) else "select"
    if isinstance(field, forms.DateField):
        return "date"
    return "checkbox" if isinstance(field, forms.BooleanField) else "input"


def _french_date(value: str) -> str:
    try:
        return french_day(datetime.date.fromisoformat(value))
    except ValueError:
        return value
