"""Which rows: searched words and filters, all allow-listed; a parameter nobody knows is answered with a sentence."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from rest_framework import exceptions

from nqt.common.typed import clean_line, unreadable
from nqt.door.forms.fields import TEXT_SUFFIX
from nqt.door.forms.sentences import NOTHING_THERE, filter_in_our_words
from nqt.door.http.asof import PARAMETER as AS_OF
from nqt.door.lists.searching import CANDIDATES, LENGTH, WORDS, is_too_much, meant

SEARCH = "search"
PAGING = ("sort", "after", "before", "page_size")


class RefChoice(django_filters.fields.ModelChoiceField):
    """What is no id at all is an id of nothing."""

    def to_python(self, value: Any) -> Any:
        """The row, or one sentence."""
        try:
            return super().to_python(value)
        except DjangoValidationError:
            raise DjangoValidationError(NOTHING_THERE, code="invalid_choice") from None


class RefFilter(django_filters.ModelChoiceFilter):
    """Rows of one parent, named by its public id among those the actor may see.

    A short list of parents is a drop-down list; among thousands `suggest="organizations"` names the list that answers
    while one types, as for `Ref`.
    """

    field_class = RefChoice

    def __init__(self, model: Any, *, suggest: str = "", **kwargs: Any) -> None:
        self.suggest = suggest
        kwargs.setdefault("to_field_name", "public_id")
        super().__init__(queryset=lambda request: model.objects.visible_to(request.actor), **kwargs)


@dataclass(frozen=True)
class Unsettled:
    """Words typed in a reference's box that name no row, or several."""

    text: str
    rows: list[Any] = field(default_factory=list)
    """Those among which to choose."""
    is_more: bool = False
    """Others follow."""

    @property
    def remark(self) -> str:
        """What is wrong, in the little room of a filter."""
        return "Plusieurs possibles." if self.rows else "Rien de ce nom."

    @property
    def sentence(self) -> str:
        """The same where the rows would be."""
        if not self.rows:
            return f"Rien ne correspond à « {self.text} »."
        if self.is_more:
            return f"« {self.text} » peut en désigner beaucoup : choisissez, ou précisez."
        return f"« {self.text} » peut en désigner plusieurs : choisissez."

    @property
    def detail(self) -> str:
        """The same for a machine, which sees no choices beside it."""
        if not self.rows:
            return self.sentence
        names = ", ".join(map(str, self.rows)) + ("…" if self.is_more else "")
        return f"« {self.text} » peut désigner plusieurs fiches : {names}. Précisez."


class Narrowing:
    """The list's parameters, read once: what to keep, and how a page shows what it kept."""

    shared: ClassVar[frozenset[str]] = frozenset({AS_OF, *PAGING})

    def __init__(self, resource: Any, asked: QueryDict | None = None) -> None:
        self.resource = resource
        self.query = resource.request.query_params if asked is None else asked
        self.unsettled: dict[str, Unsettled] = {}
        """Filter → the words that do not name one row."""

    @cached_property
    def filterset(self) -> django_filters.FilterSet | None:
        """The bound filters, valid or refused."""
        self.refuse_unknown()
        if self.resource.filterset_class is None:
            return None
        filterset = self.resource.filterset_class(
            data=self.query, queryset=self.resource.get_queryset(), request=self.resource.request
        )
        filterset.data = self._with_words_found(filterset)
        for each in filterset.form.fields.values():
            filter_in_our_words(each)
        return filterset

    def _with_words_found(self, filterset: django_filters.FilterSet) -> Any:
        """The parameters, with the id of what was typed in a reference's box and not chosen from its suggestions.

        Without script an id of before may stay beside words typed over it: it counts when the words may mean it.
        """
        data = self.query.copy()
        for name, declared in filterset.filters.items():
            text = clean_line(data.get(name + TEXT_SUFFIX, "")).strip()[: LENGTH + 1]
            if not getattr(declared, "suggest", "") or not text:
                continue
            rows = meant(declared.get_queryset(self.resource.request), text)
            if data.get(name) in [str(row.public_id) for row in rows]:
                continue
            data[name] = str(rows.one.public_id) if rows.one else ""
            if rows.one is None:
                self.unsettled[name] = Unsettled(text[:LENGTH], rows[:CANDIDATES], len(rows) > CANDIDATES)
        return data

    @cached_property
    def errors(self) -> dict[str, list[exceptions.ErrorDetail]]:
        """What cannot be answered, filter by filter."""
        filterset = self.filterset
        errors = {} if filterset is None or filterset.is_valid() else _details(filterset)
        for name, unsettled in self.unsettled.items():
            errors[name] = [exceptions.ErrorDetail(unsettled.detail, "ambiguous" if unsettled.rows else "nothing")]
        is_unreadable = any(unreadable(self.words))
        if is_unreadable or is_too_much(self.words):
            limits = f"La recherche compte {LENGTH} caractères et {WORDS} mots au plus."
            sentence = "La recherche contient un caractère qu’aucun texte n’a." if is_unreadable else limits
            errors[SEARCH] = [exceptions.ErrorDetail(sentence, "search")]
        return errors

    @property
    def names(self) -> set[str]:
        """Every parameter of the filters; a range has two."""
        cls = self.resource.filterset_class
        names: set[str] = set()
        for name, declared in (cls.base_filters if cls else {}).items():
            suffixes = getattr(declared.field_class.widget, "suffixes", ())
            names |= {f"{name}_{suffix}" for suffix in suffixes} or {name}
            names |= {name + TEXT_SUFFIX} if getattr(declared, "suggest", "") else set()
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
        """What is searched."""
        return clean_line(self.query.get(SEARCH, "")).strip() if self.resource.search else ""

    def apply(self) -> QuerySet:
        """The rows to list, count, suggest or export."""
        filterset = self.filterset
        if self.errors:
            raise exceptions.ValidationError(self.errors)
        queryset = self.resource.get_queryset() if filterset is None else filterset.qs
        return self.resource.searched(queryset, self.words) if self.words else queryset

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
    return " ".join(error.messages).replace("'", "’")
