"""A list's parameters as its page shows them: the search box, the filters, and what is active as removable chips."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.urls import reverse

from nqt.common.dates import french_day
from nqt.door.forms.fields import TEXT_SUFFIX
from nqt.door.http.asof import PARAMETER as AS_OF
from nqt.door.lists.filters import SEARCH, Narrowing, Unsettled

LONGEST_LIST = 200
"""Parents in a drop-down list; past this many, declare `suggest`."""
IN_LINE = 3
"""Filters that a desk shows at once; the others are folded."""


class FilterField:
    """One filter as `door/list.html` needs it; a range is two of them."""

    unsettled: Unsettled | None = None
    """Words typed that do not name one row."""

    def __init__(self, name: str, label: str, field: Any, value: Any, errors: Any = ()) -> None:
        self.name, self.label, self.id, self.errors = name, label, f"filter_{name}", list(errors)
        self.control = name
        """The name of what one types in."""
        self.value = "" if value is None else value
        self.options = [(key, word, self._is_chosen(key)) for key, word in _choices(field)]
        self.widget = _widget(field, bool(self.options))

    def _is_chosen(self, key: str) -> bool:
        return key in ([str(v) for v in self.value] if isinstance(self.value, list) else [str(self.value)])

    @property
    def words(self) -> str:
        """The value as a chip says it."""
        if self.options:
            words = ", ".join(word for key, word, is_chosen in self.options if is_chosen and key)
            return words or str(self.value)
        if self.widget == "date":
            return _french_date(self.value)
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)

    @property
    def is_active(self) -> bool:
        """It narrows the list, or would if it were understood."""
        return self.value not in ("", []) or bool(self.errors)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that taking the filter off takes off."""
        return (self.name,)


class TypedFilterField(FilterField):
    """A reference found by typing."""

    def __init__(
        self, name: str, label: str, row: Any, search_url: str, unsettled: Unsettled | None, errors: Any
    ) -> None:
        said = errors if unsettled is None else [unsettled.remark]
        super().__init__(name, label, forms.CharField(), "" if row is None else str(row.public_id), said)
        self.search_url, self.widget, self.unsettled = search_url, "autocomplete", unsettled
        self.control = name + TEXT_SUFFIX
        typed = "" if unsettled is None else unsettled.text
        self.text = typed if row is None else str(row)
        """The words in the box."""

    @property
    def words(self) -> str:
        """Those of the box."""
        return self.text

    @property
    def names(self) -> tuple[str, ...]:
        """The id and the words."""
        return self.name, self.control


class Filters:
    """The filter bar: the search box, the fields, and what is active, each with the address that takes it off."""

    def __init__(self, narrowing: Narrowing) -> None:
        self._resource, self._query = narrowing.resource, narrowing.query
        self.search_label = narrowing.resource.search
        self.search, self.search_errors = narrowing.words, narrowing.errors.get(SEARCH, [])
        self.fields = list(_fields(narrowing))
        self.in_line, self.folded = self.fields[:IN_LINE], self.fields[IN_LINE:]

    @property
    def active_fields(self) -> int:
        """How many narrow the list: a phone has them all in one fold, which is open when one does."""
        return sum(field.is_active for field in self.fields)

    @property
    def active_folded(self) -> int:
        """How many of the others do: what holds an active filter is not folded."""
        return sum(field.is_active for field in self.folded)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What is to be corrected: the filter's name, what is wrong, and the rows among which to choose."""
        asked: list[dict[str, Any]] = []
        if self.search_errors:
            asked.append({"label": "recherche", "errors": self.search_errors, "choices": []})
        for field in self.fields:
            if field.errors:
                unsettled = field.unsettled
                errors, rows = ([unsettled.sentence], unsettled.rows) if unsettled else (field.errors, [])
                choices = [(str(row), self._with(field, str(row.public_id))) for row in rows]
                asked.append({"label": field.label, "errors": errors, "choices": choices})
        return asked

    @property
    def active(self) -> list[dict[str, str]]:
        """Chips: label, value in words, and the list without it."""
        chips = [{"label": "recherche", "value": self.search, "url": self._without(SEARCH)}] if self.search else []
        for field in self.fields:
            if field.value not in ("", []) and not field.errors:
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

    def _with(self, field: FilterField, value: str) -> str:
        query = self._query.copy()
        for name in (*field.names, "after", "before"):
            query.pop(name, None)
        query[field.name] = value
        return f"{self._resource.request.path}?{query.urlencode()}"

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
        errors = narrowing.errors.get(name, [])
        if suggest:
            url = reverse(f"pages:{narrowing.resource.audience}:{suggest}-suggestions")
            row = filterset.form.cleaned_data.get(name)
            yield TypedFilterField(name, label, row, url, narrowing.unsettled.get(name), errors)
        elif getattr(field.widget, "suffixes", ()):
            for part, suffix in zip(field.fields, field.widget.suffixes, strict=True):
                key = f"{name}_{suffix}"
                said = errors if query.get(key) else []
                yield FilterField(key, f"{label} {_SUFFIXES.get(suffix, suffix)}", part, query.get(key), said)
        else:
            multiple = getattr(field.widget, "allow_multiple_selected", False)
            yield FilterField(name, label, field, query.getlist(name) if multiple else query.get(name), errors)


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
