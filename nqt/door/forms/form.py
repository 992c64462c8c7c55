"""A serializer seen as a form: names, words, values, errors, and one template per widget."""

import datetime
import decimal
from typing import Any

from django.utils import formats, timezone
from rest_framework import serializers
from rest_framework.utils.field_mapping import ClassLookupDict

from nqt.door.forms.fields import TEXT_SUFFIX, TYPED_DATES, Ref, SearchText
from nqt.door.forms.grouped import Group
from nqt.door.forms.or_words import KEEP
from nqt.door.forms.rows import Row, Rows
from nqt.door.lists.searching import label_of

WIDGETS: Any = ClassLookupDict(
    {
        serializers.Field: ("input", {"type": "text"}),
        serializers.EmailField: ("input", {"type": "email", "autocomplete": "email"}),
        serializers.URLField: ("input", {"type": "url"}),
        serializers.IntegerField: ("input", {"type": "text", "inputmode": "numeric"}),
        serializers.DecimalField: ("input", {"type": "text", "inputmode": "decimal"}),
        serializers.DateField: ("input", {"type": "date"}),
        serializers.DateTimeField: ("input", {"type": "datetime-local"}),
        serializers.FileField: ("file", {}),
        serializers.BooleanField: ("checkbox", {}),
        serializers.ChoiceField: ("select", {}),
        serializers.MultipleChoiceField: ("multi", {}),
        serializers.RelatedField: ("select", {}),
        serializers.ManyRelatedField: ("multi", {}),
        Rows: ("rows", {}),
    }
)
"""Field → template `door/fields/<name>.html` and its attributes; `style={"widget": "radio"}` chooses another."""


class FormField:
    """One field as its template needs it."""

    def __init__(self, form: "Form", field: serializers.Field) -> None:
        self.form, self.name = form, field.field_name
        self.field: Any = field
        self.id = f"id_{form.prefix}{self.name}"
        self.label, self.help = field.label, field.help_text
        self.required = field.required and not getattr(field, "allow_blank", False) and not field.allow_null
        self.preset = field.default if isinstance(field, serializers.ChoiceField) else serializers.empty
        if self.preset is not serializers.empty:
            self.required = True  # a choice is made already: making none is no answer
        if field.style.get("when_asked"):
            self.required = True  # a question that is asked wants an answer
        self.errors = form.errors.get(self.name, [])
        self.widget, attributes = self._widget()
        self.attrs = {**attributes, **_lengths(field), **field.style.get("attrs", {})}

    def _widget(self) -> tuple[str, dict[str, Any]]:
        style = self.field.style
        if isinstance(self.field, Ref) and self.field.suggest:
            return "autocomplete", {}
        if "widget" in style:
            return style["widget"], {}
        if style.get("base_template") == "textarea.html":
            return "textarea", {"rows": style.get("rows", 5)}
        if style.get("input_type") == "password":
            return "input", {"type": "password"}
        return WIDGETS[self.field]

    @property
    def described_by(self) -> str:
        """The ids of its help and of its error, for `aria-describedby`."""
        return " ".join([f"{self.id}_help"] * bool(self.help) + [f"{self.id}_error"] * bool(self.errors))

    @property
    def raw(self) -> Any:
        """What was typed, else what the object has, else the start value."""
        serializer = self.form.serializer
        if hasattr(serializer, "initial_data"):
            value = self.field.get_value(serializer.initial_data)
            return "" if value is serializers.empty else value
        if serializer.instance is not None:
            return serializer.data.get(self.name)
        if self.name in self.form.initial:
            return self.form.initial[self.name]
        return self.field.get_initial() if self.preset is serializers.empty else self.preset

    @property
    def value(self) -> Any:
        """As the control shows it: ISO for date controls, French decimals, typed text untouched."""
        value = self.raw
        if isinstance(value, SearchText):
            return "" if self.errors else value.chosen
        if value is None:
            return ""
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, decimal.Decimal):
            return formats.number_format(value, use_l10n=True)
        if isinstance(self.field, serializers.DateField):
            return _as_control(str(value))
        if isinstance(self.field, serializers.DecimalField):
            return str(value).replace(".", ",")
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @property
    def checked(self) -> bool:
        """A box's state."""
        return self.raw in (True, "true", "True", "on", "1")

    @property
    def text(self) -> str:
        """The words in a reference's box."""
        serializer = self.form.serializer
        typed = getattr(serializer, "initial_data", {}).get(self.name + TEXT_SUFFIX)
        if typed is not None:
            return typed
        if serializer.instance is not None:
            chosen = self.field.get_attribute(serializer.instance)
            return self.field.words_of(serializer.instance) if chosen is None else str(chosen)
        begun = self.form.initial.get(self.name)
        return _label_of(self.field, begun) if begun else ""

    @property
    def candidates(self) -> list[tuple[str, str]]:
        """Several rows answer the words typed: one is to be chosen, or none where words may be kept."""
        rows = [(str(row.public_id), label_of(row)) for row in getattr(self.field, "candidates", [])]
        if self.none and self.errors and self.text:
            rows.append((KEEP, f"{self.none}\u00a0: garder «\u00a0{self.text}\u00a0»"))
        return rows

    @property
    def none(self) -> str:
        """“Aucun de ces métiers”, where words may be kept."""
        return getattr(self.field, "none", "")

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) of a list of choices."""
        raw = self.raw
        chosen = {str(v) for v in raw or []} if isinstance(raw, list | set | tuple) else {str(self.value)}
        return [(str(key), label, str(key) in chosen) for key, label in self._choices().items()]

    @property
    def groups(self) -> list[tuple[Group, list[tuple[str, str, bool]], int]]:
        """Of choices that are many: each group, its options, how many of them are chosen."""
        found = []
        options = {option[0]: option for option in self.options}
        for group in self.field.child_relation.groups:
            held = [options[key] for key in group.keys if key in options]
            found.append((group, held, sum(chosen for _key, _label, chosen in held)))
        return found

    @property
    def chosen(self) -> list[str]:
        """The labels of what is chosen."""
        return [label for _key, label, chosen in self.options if chosen]

    @property
    def rows(self) -> list[Row]:
        """Those of a list that is written whole."""
        return self.field.shown(self.errors)

    @property
    def said(self) -> list[str]:
        """What is wrong with the whole of such a list."""
        return list(self.errors.get("non_field_errors", ())) if isinstance(self.errors, dict) else list(self.errors)

    def _choices(self) -> dict[Any, Any]:
        if isinstance(self.field, serializers.ManyRelatedField):
            return self.field.child_relation.get_choices()
        if isinstance(self.field, Ref):
            return self.field.get_choices()
        return self.field.choices


def _lengths(field: serializers.Field) -> dict[str, Any]:
    """What the browser may check for comfort; the serializer decides. As text: a template would write `2 000`."""
    longest = getattr(field, "max_length", None)
    return {"maxlength": str(longest)} if isinstance(longest, int) and isinstance(field, serializers.CharField) else {}


def _as_control(text: str) -> str:
    """A day typed by hand, as a date control shows it; what is no day stays as typed."""
    try:
        return datetime.datetime.strptime(text, TYPED_DATES[-1]).date().isoformat()
    except ValueError:
        return text


def _label_of(field: Ref, public_id: str) -> str:
    try:
        return str(field.to_internal_value(public_id))
    except serializers.ValidationError:
        return ""


class Form:
    """What `door/form.html` shows; `prefix` tells the ids of two forms on one page apart."""

    def __init__(
        self, serializer: serializers.Serializer, initial: dict[str, Any] | None = None, prefix: str = ""
    ) -> None:
        self.serializer, self.initial, self.prefix = serializer, initial or {}, prefix
        self.errors = dict(getattr(serializer, "_errors", {}) or {})
        shown = [f for f in serializer._writable_fields if not isinstance(f, serializers.HiddenField)]
        shown = [field for field in shown if not self._waits(field)]
        self.fields = [FormField(self, field) for field in shown]
        names = {field.name for field in self.fields}
        beside = [said for name, said in self.errors.items() if name not in names]
        self.top_errors = [line for said in beside for line in (said if isinstance(said, list) else [said])]
        self.multipart = any(field.widget == "file" for field in self.fields)

    def _waits(self, field: serializers.Field) -> bool:
        """`style={"when_asked": True}`: a question that stays away until an action asks it, then keeps its answer."""
        typed = getattr(self.serializer, "initial_data", {}).get(field.field_name)
        return bool(field.style.get("when_asked")) and not typed and field.field_name not in self.errors

    @property
    def wrong(self) -> list[FormField]:
        """The fields with an error, for the summary."""
        return [field for field in self.fields if field.errors]

    @property
    def fieldsets(self) -> list[tuple[str, list[FormField]]]:
        """(legend, fields), as `Meta.fieldsets` groups them; what it forgets comes last."""
        remaining = {field.name: field for field in self.fields}
        groups = getattr(getattr(self.serializer, "Meta", None), "fieldsets", {})
        made = [(legend, [remaining.pop(n) for n in names if n in remaining]) for legend, names in groups.items()]
        made.append(("", list(remaining.values())))
        return [(legend, fields) for legend, fields in made if fields]

    def take_over(self, other: "Form", names: set[str]) -> None:
        """These fields are shown as another form of the same object has them."""
        others = {field.name: field for field in other.fields if field.name in names}
        self.fields = [others.get(field.name, field) for field in self.fields]
