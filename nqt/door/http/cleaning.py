"""What is typed loses what nobody sees (`nqt.common.typed`) before it is read; what cannot be read is refused.

The form shows again what was typed, not what was made of it.
"""

from collections.abc import Callable
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers
from rest_framework.utils import html
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from nqt.common.typed import clean_line, clean_text
from nqt.common.validators import validate_one_line, validate_plain_text
from nqt.door.forms.fields import TEXT_SUFFIX

_REPLACED = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)
"""DRF's own, which say neither where nor in our words."""


def is_of_lines(field: serializers.Field) -> bool:
    """A text of several lines, which a page shows as such."""
    return "textarea" in (field.style.get("widget"), field.style.get("base_template", "").removesuffix(".html"))


def _rule(field: serializers.Field) -> Callable[[str], str] | None:
    """How a field's text is cleaned; a password is taken as it is."""
    if isinstance(field, serializers.FileField) or field.style.get("input_type") == "password":
        return None
    return clean_text if is_of_lines(field) else clean_line


def cleaned(serializer: serializers.Serializer, data: Any) -> Any:
    """The same body, its texts cleaned; in a form every answer is a text, days and numbers too."""
    if not hasattr(data, "keys"):
        return data
    is_form = html.is_html_input(data)
    rules = {f.field_name: _rule(f) for f in serializer._writable_fields if is_form or _is_text(f)}
    if not is_form:
        return {name: _applied(rules.get(name), value) for name, value in data.items()}
    rules |= {name + TEXT_SUFFIX: clean_line for name in rules}
    return MultiValueDict({name: _applied(rules.get(name), values) for name, values in data.lists()})


def _is_text(field: serializers.Field) -> bool:
    return isinstance(getattr(field, "child", field), serializers.CharField)


def _applied(rule: Callable[[str], str] | None, value: Any) -> Any:
    if rule is None:
        return value
    if isinstance(value, list):
        return [_applied(rule, each) for each in value]
    return rule(value) if isinstance(value, str) else value


def guard(field: serializers.CharField) -> None:
    """A column never gets what cannot be read or seen, whether or not its field remembered to say so."""
    rule = readable_text if is_of_lines(field) else readable_line
    said_already = (validate_one_line, validate_plain_text, rule)
    others = [v for v in field.validators if not isinstance(v, _REPLACED) and v not in said_already]
    field.validators = others if isinstance(field, serializers.EmailField) else [rule, *others]


def readable_line(value: Any) -> None:
    """`validate_one_line` for fields that may make something else of what is typed (a number, a date)."""
    if isinstance(value, str):
        validate_one_line(value)


def readable_text(value: Any) -> None:
    """`validate_plain_text`, likewise."""
    if isinstance(value, str):
        validate_plain_text(value)
