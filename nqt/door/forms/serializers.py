"""One strict serializer for JSON and for forms: what it does not know is refused, not ignored."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.validators import EmailValidator
from django.db import models
from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.utils import html
from rest_framework.utils.serializer_helpers import BindingDict

from nqt.common.validators import validate_email_address
from nqt.door.forms.fields import TEXT_SUFFIX, TYPED_DATES, Amount, KnownDate, Ref
from nqt.door.forms.sentences import MISSING, in_our_words
from nqt.door.http.cleaning import cleaned, guard

__all__ = ["Amount", "DoorSerializer", "InputSerializer", "KnownDate", "Ref"]

TYPED_DATE = "Cette date n’existe pas, ou s’écrit autrement : jj/mm/aaaa."
TECHNICAL = frozenset({"csrfmiddlewaretoken", "version", "seen", "once", "confirmed"})
"""Names that a form carries for the machinery."""


class Strict(serializers.Serializer):
    """Unknown and read-only names are an error of the caller, said with the name."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what is not a field, then read the fields, without the marks that nobody sees."""
        refuse_unknown(self, data)
        return super().to_internal_value(cleaned(self, data))

    @cached_property
    def fields(self) -> BindingDict:
        """Each with the sentences and the checks of the house, unless it has its own; those made on the way too."""
        fields = super().fields
        is_form = html.is_html_input(getattr(self, "initial_data", None))
        for field in fields.values():
            in_our_words(field)
            if isinstance(field, serializers.DateField) and is_form:
                field.input_formats = TYPED_DATES
                if not (self.initial_data.get(field.field_name) or "").strip():
                    field.error_messages["invalid"] = MISSING
                elif "invalid" not in (getattr(field, "_kwargs", {}).get("error_messages") or {}):
                    field.error_messages["invalid"] = TYPED_DATE
            if isinstance(field, serializers.EmailField):
                others = [v for v in field.validators if not isinstance(v, EmailValidator)]
                field.validators = others if validate_email_address in others else [*others, validate_email_address]
            for text in (field, getattr(field, "child", None)):
                if isinstance(text, serializers.CharField) and not text.read_only:
                    guard(text)
        return fields


class InputSerializer(Strict):
    """What a command asks."""


class DoorSerializer(Strict, serializers.ModelSerializer):
    """One audience's view of a model; `Meta.fields` is explicit, `Meta.fieldsets` groups the form.

    `only` keeps some fields: one step of a long form.
    """

    serializer_related_field = Ref
    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.DecimalField: Amount}

    def __init__(self, *args: Any, only: list[str] | None = None, **kwargs: Any) -> None:
        self._only = only
        super().__init__(*args, **kwargs)

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields, or those of the step; a file once given is not asked again."""
        fields = super().get_fields()
        if self._only is not None:
            fields = {name: field for name, field in fields.items() if name in self._only}
        for name, field in fields.items():
            if field.read_only:
                _say_what_may_lack(field, self.Meta.model, field.source or name)
        if isinstance(self.instance, models.Model):
            for field in fields.values():
                if isinstance(field, serializers.FileField):
                    field.required = False  # a browser never sends a file again
        return fields

    def get_unique_together_validators(self) -> list:
        """None: the named constraint in the database settles it, and has the sentence."""
        return []


def _say_what_may_lack(field: serializers.Field, model: type[models.Model] | None, source: str) -> None:
    """A value that is only read is null, or empty, where its columns may be: DRF keeps that for what is written.

    A property or an annotation at the end of the way says it for itself, by `allow_null`.
    """
    for part in source.split("."):
        try:
            column: Any = model._meta.get_field(part) if model else None
        except FieldDoesNotExist:
            return
        if column is None or column.one_to_many or column.many_to_many:
            return
        field.allow_null = field.allow_null or column.null or getattr(column, "generated", False)
        model = column.related_model
    if isinstance(field, serializers.ChoiceField):
        field.allow_blank = field.allow_blank or column.blank


def refuse_unknown(serializer: serializers.Serializer, data: Any) -> None:
    """400 naming each field that does not exist or cannot be written."""
    if not hasattr(data, "keys"):
        return  # DRF says that an object was expected
    fields = list(serializer._writable_fields)
    known = {field.field_name for field in fields}
    if html.is_html_input(data):
        known |= TECHNICAL | {name + TEXT_SUFFIX for name in known}
        known = known.union(*(field.names_in(data) for field in fields if hasattr(field, "names_in")))
    errors = {}
    for name in sorted(set(data.keys()) - known):
        if name in serializer.fields:
            errors[name] = [serializers.ErrorDetail("Ce champ ne se modifie pas.", code="read_only")]
        else:
            errors[name] = [serializers.ErrorDetail("Ce champ n’existe pas.", code="unknown")]
    if errors:
        raise serializers.ValidationError(errors)
