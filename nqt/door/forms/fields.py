"""Serializer fields of the house: a reference within what one may see, an amount as the French write it, a known date.

A field may define `words(value, instance)`: what pages and exports say for its value.
"""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.relations import MANY_RELATION_KWARGS
from rest_framework.utils import html

from nqt.common.dates import Precision, french_day, known
from nqt.common.text import fold, listed
from nqt.door.forms.sentences import NOTHING_THERE
from nqt.door.lists.searching import CANDIDATES, meant
from nqt.outbox.stops import stopped_by

TEXT_SUFFIX = "__text"
"""`<reference>__text` carries the words typed into a reference's box."""
WHOLE = "__whole"
"""`<references>__whole` carries the groups ticked as a whole."""
TYPED_DATES = ("iso-8601", "%d/%m/%Y")
"""How a form may write a day: as a date control sends it, or by hand."""
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f€"))


class Amount(serializers.DecimalField):
    """A native Decimal out (the JSON encoder makes the string); in a form `12 345,67 €` is understood."""

    def get_value(self, dictionary: Any) -> Any:
        """French commas and spaces are taken off what comes from a form, never from JSON."""
        value = super().get_value(dictionary)
        if html.is_html_input(dictionary) and isinstance(value, str):
            return value.translate(_SPACES).replace(",", ".")
        return value

    def to_representation(self, value: Any) -> Decimal | None:
        """The Decimal at the column's scale."""
        return None if value is None else self.quantize(Decimal(value))


@extend_schema_field({"type": "string"})
class StoppedMails(serializers.Field):
    """Beside the address of a person, on her page: the mails that she has stopped, in words; none asks nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="email", read_only=True, **{"label": "courriels arrêtés", **kwargs})

    def to_representation(self, value: str) -> str:
        """« les rappels de signature (le 3 mars 2026) »."""
        stopped = stopped_by(value)
        return ", ".join(f"{label} (le {french_day(timezone.localdate(at))})" for label, at in stopped)


class Year(serializers.IntegerField):
    """A year, which is no quantity: “2024”, never “2 024”."""

    def words(self, value: int | None, instance: Any) -> str:
        """Its four digits."""
        return str(value or "")


class ManyChoices(serializers.MultipleChoiceField):
    """Several words of a list, kept in the list's order; the boxes of a form, a list in JSON."""

    def to_internal_value(self, data: Any) -> list[str]:
        """DRF makes a set of them: columns and hashes want an order."""
        chosen = super().to_internal_value(data)
        return [key for key in self.choices if key in chosen]

    def to_representation(self, value: Any) -> list[str]:
        """The same order."""
        return [key for key in self.choices if key in (value or ())]

    def words(self, value: list[str], instance: Any) -> str:
        """'anglais, arabe'."""
        return listed(self.choices[key] for key in value)


def dated_labels(label: str) -> list[str]:
    """The two columns of a date of stated precision."""
    return [label, f"{label} : précision"]


def dated_cells(date: datetime.date | None, precision: str | None) -> list[Any]:
    """The date as it is stored, and how much of it is known; nothing of either when it is unknown."""
    return ["", ""] if date is None else [date, Precision(precision or Precision.DAY).label]


class KnownDate(serializers.DateField):
    """A date of stated precision: JSON has the stored day beside its precision, pages say “en septembre 2012”."""

    def __init__(self, *, precision: str, **kwargs: Any) -> None:
        self.precision = precision
        """Where the precision is, by a path from the same instance ('text.starts_precision')."""
        super().__init__(**kwargs)

    def precision_of(self, instance: Any) -> str | None:
        """How well the date is known."""
        for part in self.precision.split("."):
            instance = getattr(instance, part, None)
        return instance

    def words(self, value: datetime.date | None, instance: Any) -> str:
        """As people say it, without the article in front of a day."""
        return known(value, self.precision_of(instance) or Precision.DAY).removeprefix("le ")

    def file_labels(self) -> list[str]:
        """In a file the date is a date; how much of it is known has a column of its own."""
        return dated_labels(str(self.label))

    def file_cells(self, value: datetime.date | None, instance: Any) -> list[Any]:
        """The stored day, and 'au mois près'."""
        return dated_cells(value, self.precision_of(instance))


class Refs(serializers.ManyRelatedField):
    """Several references: a list of them, where DRF takes the names of an object for one."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """All looked up in one statement, each answered as `Ref` answers."""
        if isinstance(data, str | dict) or not hasattr(data, "__iter__"):
            self.fail("not_a_list", input_type=type(data).__name__)
        if not self.allow_empty and not data:
            self.fail("empty")
        several: Any = self.child_relation
        return several.all_of(list(data))


class SearchText(str):
    """Words typed in a reference's box, beside the id that the page holds for it, if any."""

    chosen: str = ""


def typed_in(text: str, value: Any) -> Any:
    """What one box gives: its words with the id beside them, or the id alone where nothing is typed."""
    if not text.strip():
        return value
    typed = SearchText(text.strip()[:200])
    typed.chosen = value if isinstance(value, str) else ""
    return typed


if TYPE_CHECKING:  # a generic for the stubs alone
    Slug = serializers.SlugRelatedField[Any]
else:
    Slug = serializers.SlugRelatedField


class Ref(Slug):
    """A public id, looked up in what the actor may see and never in the whole table.

    `suggest="communes"` names the list of the same audience that answers while one types; without JavaScript the typed
    words are searched on the server, and several answers come back as radios.
    """

    select_limit = 100
    """More choices than this do not make a drop-down list: declare `suggest`."""
    default_error_messages = {
        "null": "Choisissez une réponse de la liste.",
        "does_not_exist": NOTHING_THERE,
        "invalid": NOTHING_THERE,
        "ambiguous": "Plusieurs réponses correspondent : choisissez la bonne.",
        "too_many": "Beaucoup de réponses correspondent : choisissez la bonne, ou précisez.",
        "doubtful": "Est-ce bien celle-ci ? Choisissez-la, ou précisez.",
        "nothing": "Rien ne correspond à ces mots.",
    }

    def __init__(self, *, suggest: str = "", **kwargs: Any) -> None:
        self.suggest = suggest
        self.candidates: list[Any] = []
        kwargs.setdefault("slug_field", "public_id")
        super().__init__(**kwargs)

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> Refs:
        """`Ref(many=True)`."""
        named = {name: value for name, value in kwargs.items() if name in MANY_RELATION_KWARGS}
        return Refs(child_relation=cls(*args, **kwargs), **named)

    def get_queryset(self) -> Any:
        """What the actor may point to."""
        queryset: Any = super().get_queryset()
        return None if queryset is None else queryset.visible_to(self.context["actor"])

    def words_of(self, instance: Any) -> str:
        """What stands in the box of an object without reference."""
        return ""

    @property
    def search_url(self) -> str:
        """Where suggestions come from, for a page."""
        if not self.suggest:
            return ""
        return reverse(f"pages:{self.context['view'].audience}:{self.suggest}-suggestions")

    def get_value(self, dictionary: Any) -> Any:
        """The id; in a form, the words typed in its box, with the id."""
        value = super().get_value(dictionary)
        if not self.suggest or not html.is_html_input(dictionary):
            return value
        return typed_in(dictionary.get(self.field_name + TEXT_SUFFIX) or "", value)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Words are looked for before DRF takes a string for an id."""
        if isinstance(data, SearchText):
            return self._found(data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        """The object, or one sentence for unknown, foreign and malformed alike."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return super().to_internal_value(data)
        except DjangoValidationError:
            self.fail("does_not_exist")

    def all_of(self, ids: list[Any]) -> list[Any]:
        """The objects of many ids, in their order, in one statement; refused like one when one of them is not there."""
        if not all(isinstance(one, str) for one in ids):
            self.fail("invalid")
        try:
            rows = list(self.get_queryset().filter(**{f"{self.slug_field}__in": set(ids)}))
        except (DjangoValidationError, ValueError):
            self.fail("does_not_exist")
        known = {str(getattr(row, self.slug_field)): row for row in rows}
        if not known.keys() >= set(ids):
            self.fail("does_not_exist")
        return [known[one] for one in ids]

    def _found(self, text: SearchText) -> Any:
        """Without script the id of before stays beside words typed over: it counts when the words may mean it."""
        chosen = self.to_internal_value(text.chosen) if text.chosen else None
        if chosen is not None and fold(str(chosen)) == fold(text):
            return chosen
        rows = meant(self.get_queryset(), text)
        if chosen in rows:
            return chosen
        if rows.one is None:
            self.candidates = rows[:CANDIDATES]
            self.fail(
                "doubtful"
                if len(rows) == 1
                else "too_many"
                if len(rows) > CANDIDATES
                else "ambiguous"
                if rows
                else "nothing"
            )
        return rows.one

    def get_choices(self, cutoff: int | None = None) -> dict[str, str]:
        """The options of a short list; none when suggestions answer. Boxes are all there: one left out is unticked."""
        if self.suggest or self.read_only:
            return {}
        rows = self.get_queryset()
        if not isinstance(self.parent, Refs):
            rows = rows[: self.select_limit + 1]
        return {str(o.public_id): str(o) for o in rows}
