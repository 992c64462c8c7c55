"""What a template sees of a serialized object: native values and their words, from the serializer's fields alone."""

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework import serializers
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList


class Cell:
    """One field of one object: `value` as Python has it, `label` as people read it."""

    __slots__ = ("_instance", "field", "value")

    def __init__(self, field: serializers.Field, value: Any, instance: Any) -> None:
        self.field, self.value, self._instance = field, value, instance

    @property
    def key(self) -> str:
        """The field's name in JSON."""
        return self.field.field_name

    @property
    def name(self) -> str:
        """What the field is called."""
        return str(self.field.label)

    @property
    def label(self) -> Any:
        """The words; dates and numbers stay themselves, the template localizes them."""
        field, value = self.field, self.value
        if hasattr(field, "words"):
            return field.words(value, self._instance)
        if value is None or value == "" or value == []:
            return ""
        if isinstance(field, serializers.ManyRelatedField):
            return ", ".join(map(str, field.get_attribute(self._instance)))
        if isinstance(field, serializers.RelatedField):
            return str(field.get_attribute(self._instance))
        if isinstance(field, serializers.ChoiceField):
            return field.choices.get(value, value)
        if value is True or value is False:
            return "oui" if value else "non"
        return value

    def __str__(self) -> str:
        return str(self.label)

    def __bool__(self) -> bool:
        return bool(self.value)


class Record:
    """`record.status.value`, `record.status.label`, `{{ record.status }}`; only the serializer's names exist."""

    def __init__(self, data: dict[str, Any], instance: Any, fields: Any) -> None:
        self._data, self._instance, self.fields = data, instance, fields

    def __getitem__(self, name: str) -> Any:
        field, value = self.fields[name], self._data[name]
        if isinstance(field, serializers.ListSerializer):
            return _nested_list(field, value, self._instance)
        if isinstance(field, serializers.Serializer):
            return None if value is None else Record(value, field.get_attribute(self._instance), field.fields)
        if isinstance(field, serializers.ListField | serializers.DictField):
            return value
        return Cell(field, value, self._instance)

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __str__(self) -> str:
        return str(self._instance)

    def cells(self, names: Iterable[str] = ()) -> list[Cell]:
        """The plain fields, or those named, in order."""
        found = [self[name] for name in (names or self._data) if name in self._data]
        return [cell for cell in found if isinstance(cell, Cell)]


def _nested_list(field: Any, values: list, instance: Any) -> list[Record]:
    related = field.get_attribute(instance)
    rows = related.all() if hasattr(related, "all") else related
    return [Record(value, row, field.child.fields) for value, row in zip(values, rows, strict=True)]


def instance_of(thing: Any) -> Any:
    """The object behind a record: for addresses alone, templates cannot reach it."""
    return thing._instance if isinstance(thing, Record) else thing


def as_record(data: ReturnDict) -> Record:
    """One serialized object as a template reads it."""
    serializer: Any = data.serializer
    return Record(data, serializer.instance, serializer.fields)


def as_records(data: ReturnList) -> list[Record]:
    """Serialized rows as a template reads them."""
    serializer: Any = data.serializer
    fields = serializer.child.fields
    return [Record(row, instance, fields) for row, instance in zip(data, serializer.instance, strict=True)]
