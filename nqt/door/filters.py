"""Which rows: searched words and filters, all allow-listed; a parameter nobody knows is answered with a sentence."""

import datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from rest_framework import exceptions

from nqt.common.dates import french_day
from nqt.door.asof import PARAMETER as AS_OF

SEARCH = "search"
SEARCH_LENGTH = 200
PAGING = ("sort", "after", "before", "page_size")


class RefFilter(django_filters.ModelChoiceFilter):
    """Rows of one parent, named by its public id among those the actor may see."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "public_id")
        super().__init__(queryset=lambda request: model.objects.visible_to(request.actor), **kwargs)


class Narrowing:
    """The list's parameters, read once: what to keep, and how a page shows what it kept."""

    shared: ClassVar[frozenset[str]] = frozenset({AS_OF, *PAGING})

    def __init__(self, resource: Any) -> None:
        self.resource = resource
        self.query = resource.request.query_params

    @cached_property
    def filterset(self) -> django_filters.FilterSet | None:
        """The bound filters, valid or refused."""
        self.refuse_unknown()
        if self.resource.filterset_class is None:
            return None
        return self.resource.filterset_class(
            data=self.query, queryset=self.resource.get_queryset(), request=self.resource.request
        )

    @property
    def names(self) -> set[str]:
        """Every parameter of the filters; a range has two."""
        cls = self.resource.filterset_class
        names: set[str] = set()
        for name, declared in (cls.base_filters if cls else {}).items():
            suffixes = getattr(declared.field_class.widget, "suffixes", ())
            names |= {f"{name}_{suffix}" for suffix in suffixes} or {name}
        return names

    def refuse_unknown(self) -> None:
        """A typing error in an address must not pass for “everything”."""
        known = self.shared | self.names | ({SEARCH} if self.resource.search else set())
        unknown = sorted(set(self.query) - known)
        if unknown:
            sentence = exceptions.ErrorDetail("Ce paramètre n’existe pas pour cette liste.", "unknown_parameter")
            raise exceptions.ValidationError({name[:100]: [sentence] for name in unknown[:20]})

    @property
    def words(self) -> str:
        """What is searched, checked."""
        text = self.query.get(SEARCH, "").strip() if self.resource.search else ""
        if len(text) > SEARCH_LENGTH or "\0" in text:
            sentence = f"La recherche compte {SEARCH_LENGTH} caractères au plus."
            raise exceptions.ValidationError({SEARCH: [exceptions.ErrorDetail(sentence, "search")]})
        return text

    def apply(self) -> QuerySet:
        """The rows to list, count, suggest or export."""
        filterset = self.filterset
        if filterset is None:
            queryset = self.resource.get_queryset()
        else:
            if not filterset.is_valid():
                raise exceptions.ValidationError(_details(filterset))
            queryset = filterset.qs
        return queryset.search(self.words) if self.words else queryset

    def shown(self) -> "Filters":
        """The same parameters as a page's filter bar."""
        return Filters(self)

    @property
    def fingerprint(self) -> str:
        """What a page's cursor is bound to: the same filters in the same order of words."""
        kept = sorted((name, value) for name, values in self.query.lists() for value in values if name not in PAGING)
        return repr([pair for pair in kept if pair[1]])


def _details(filterset: django_filters.FilterSet) -> dict[str, list[exceptions.ErrorDetail]]:
    """Django's form errors as DRF's."""
    return {
        name: [exceptions.ErrorDetail(_sentence(error), error.code or "invalid") for error in errors.as_data()]
        for name, errors in filterset.form.errors.items()
    }


def _sentence(error: DjangoValidationError) -> str:
    return " ".join(error.messages)


class FilterField:
    """One filter as `door/list.html` needs it; a range is two of them."""

    def __init__(self, name: str, label: str, field: Any, value: Any) -> None:
        self.name, self.label, self.id = name, label, f"filter_{name}"
        self.value = "" if value is None else value
        self.options = [(str(key), str(word), self._is_chosen(key)) for key, word in getattr(field, "choices", ())]
        self.widget = _widget(field, bool(self.options))

    def _is_chosen(self, key: Any) -> bool:
        return str(key) in ([str(v) for v in self.value] if isinstance(self.value, list) else [str(self.value)])

    @property
    def words(self) -> str:
        """The value as a chip says it."""
        chosen = [word for key, word, is_chosen in self.options if is_chosen and key]
        if self.options:
            return ", ".join(chosen)
        if self.widget == "date":
            return _french_date(self.value)
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)


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
                chips.append({"label": field.label, "value": field.words, "url": self._without(field.name)})
        return chips

    @property
    def clear_url(self) -> str:
        """The list without any filter, in the same order and as of the same day."""
        return self._without(SEARCH, *[field.name for field in self.fields])

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


def _fields(narrowing: Narrowing) -> Any:
    """The filterset's form, field by field, with the values of the address."""
    filterset = narrowing.filterset
    for name, field in (filterset.form.fields if filterset is not None else {}).items():
        label = str(field.label or name)
        suffixes = getattr(field.widget, "suffixes", ())
        if suffixes:
            for part, suffix in zip(field.fields, suffixes, strict=True):
                key = f"{name}_{suffix}"
                yield FilterField(key, f"{label} {_SUFFIXES.get(suffix, suffix)}", part, narrowing.query.get(key))
        else:
            multiple = getattr(field.widget, "allow_multiple_selected", False)
            value = narrowing.query.getlist(name) if multiple else narrowing.query.get(name)
            yield FilterField(name, label, field, value)


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
